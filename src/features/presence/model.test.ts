import { describe, expect, it } from 'vitest';
import {
  applyPresenceEvent,
  forgetSilent,
  type People,
  PRESENCE_TTL_MS,
  type PresenceDelivery,
  stateOf,
  viewOf,
} from './model.ts';

const tell = (
  type: 'joined' | 'presence' | 'left',
  userId: string | undefined,
  sessionId: string,
  data: object = {},
): PresenceDelivery =>
  ({
    // Hours off: a publisher's clock must not matter.
    event: {
      type,
      projectId: 'p1',
      userId,
      timestamp: 5,
      data: { sessionId, name: 'Ada', ...data },
    },
    meta: { name: `collab.${type}`, subject: `slate.collab.${type}.p1`, replayed: false },
  }) as PresenceDelivery;

const at = (now: number, people: People, ...deliveries: PresenceDelivery[]) =>
  deliveries.reduce((state, delivery) => applyPresenceEvent(state, delivery, now), people);

describe('presence', () => {
  it('counts several tabs as one person, who leaves with the last of them', () => {
    const both = at(0, {}, tell('joined', 'ada', 't1'), tell('joined', 'ada', 't2'));
    expect(Object.keys(both)).toEqual(['ada']);
    const one = at(1, both, tell('left', 'ada', 't1'));
    expect(Object.keys(one)).toEqual(['ada']);
    expect(at(2, one, tell('left', 'ada', 't2'))).toEqual({});
  });

  it('forgets silent tabs by the receiver’s clock, not sooner than the ttl', () => {
    const people = at(1_000, {}, tell('joined', 'ada', 't1'));
    expect(forgetSilent(people, 1_000 + PRESENCE_TTL_MS - 1)).toBe(people);
    expect(forgetSilent(people, 1_000 + PRESENCE_TTL_MS)).toEqual({});
  });

  it('survives the one beat a minute of a hidden tab', () => {
    const people = at(0, {}, tell('presence', 'ada', 't1', { state: 'away' }));
    expect(Object.keys(forgetSilent(people, 61_000))).toEqual(['ada']);
  });

  it('is active if any tab is, and looks at what the active one shows', () => {
    const people = at(
      0,
      {},
      tell('presence', 'ada', 't1', { state: 'away', view: 'Project' }),
      tell('presence', 'ada', 't2', { state: 'active', view: 'Build log' }),
    );
    const ada = people.ada;
    expect(ada && stateOf(ada)).toBe('active');
    expect(ada && viewOf(ada)).toBe('Build log');
  });

  it('ignores events that name nobody and leavers it never met', () => {
    expect(at(0, {}, tell('joined', undefined, 't1'), tell('left', 'bob', 't9'))).toEqual({});
  });
});
