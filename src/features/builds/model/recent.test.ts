import { describe, expect, it } from 'vitest';
import { applyBuildEvents, type BuildDelivery, buildOf, buildsOf, noBuilds } from './model.ts';
import { hasOlder, isPartial, needsOlder, withoutPartial } from './recent.ts';

interface Sent {
  readonly type: string;
  readonly data?: object;
}

const WANTED = 10;

/** What a view that asks for the last 10 reads, of which the first may lie anywhere. */
function read(events: readonly Sent[], wanted = WANTED) {
  const deliveries = events.map(
    ({ type, data = {} }, place) =>
      ({
        event: { type, projectId: 'p1', timestamp: 1_000 + place, data },
        meta: {
          ...{ name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: true },
          ...{ seq: 100 + place, storedAt: place, place, behind: events.length - place - 1 },
        },
      }) as BuildDelivery,
  );
  const window = { firstPlace: 0, hasOlder: events.length >= wanted };
  return { ...applyBuildEvents(noBuilds, deliveries, 5_000), window };
}

const sent = (type: string, buildId: string, data: object = {}): Sent => ({
  type,
  data: { buildId, ...data },
});
const times = (n: number, event: Sent) => Array.from({ length: n }, () => event);
const agent = { id: 'a1' };
const listed = (state: ReturnType<typeof read>) =>
  buildsOf(withoutPartial(state), 'p1').map(({ key }) => key);

/** A build of an agent, whole. */
const whole = (buildId: string) => [
  sent('queued', buildId),
  sent('started', buildId, { agent }),
  sent('completed', buildId),
];

describe('the builds of the last events', () => {
  it('leave out one that is cut off at the border, which is still found by its key', () => {
    const state = read([
      ...times(5, sent('progress', 'b1')),
      sent('completed', 'b1'),
      ...whole('b2'),
      ...whole('b3'),
    ]);
    expect(hasOlder(state)).toBe(true);
    expect(listed(state)).toEqual(['b3', 'b2']);
    const cut = buildOf(state, 'p1', 'b1');
    expect(cut && isPartial(state, cut)).toBe(true);
    expect(needsOlder(state, 'p1')).toBe(false);
  });

  it('are all there are when fewer were stored than asked for', () => {
    const state = read([sent('completed', 'b1'), ...whole('b2')]);
    expect(hasOlder(state)).toBe(false);
    expect(listed(state)).toEqual(['b2', 'b1']);
    expect(needsOlder(read(times(9, sent('progress', 'b1', { agent }))), 'p1')).toBe(false);
  });

  it('keep one that never said that it began, if that is well after the border', () => {
    const state = read([...times(120, sent('progress', 'b1')), sent('progress', 'b2')]);
    expect(listed(state)).toEqual(['b2']);
  });

  it.each([
    ['the beginning of the one that runs', times(12, sent('progress', 'b1'))],
    ['the beginning of the latest', [...times(12, sent('progress', 'b1')), sent('failed', 'b1')]],
    [
      'what may wait behind the one that runs',
      [sent('started', 'b1', { agent }), ...times(12, sent('progress', 'b1'))],
    ],
  ])('are not enough without %s', (_, events) => {
    expect(needsOlder(read(events), 'p1')).toBe(true);
    expect(needsOlder(read(events, 100), 'p1')).toBe(false);
    expect(needsOlder(read([sent('queued', 'b1'), ...events]), 'p1')).toBe(false);
  });

  it('are enough for a build that no agent queued, and for one that another has replaced', () => {
    const started = read([sent('started', 'b1'), ...times(12, sent('progress', 'b1'))]);
    expect(needsOlder(started, 'p1')).toBe(false);
    const replaced = read([
      ...times(12, { type: 'progress', data: { percent: 50 } }),
      { type: 'started' },
    ]);
    expect(needsOlder(replaced, 'p1')).toBe(false);
  });
});
