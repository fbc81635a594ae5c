import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPresenceEvents, type PresenceDelivery } from './model.ts';
import { showRooms } from './shown.ts';

const types = ['joined', 'presence', 'presence', 'left'] as const;

/** What a tab publishes: it joins, moves, leaves and comes back, and counts each of these. */
const anyTab = fc.record({
  sessionId: fc.constantFrom('t1', 't2', 't3'),
  userId: fc.constantFrom('ada', 'bob'),
  saysFocus: fc.boolean(),
  steps: fc.array(
    fc.record({
      type: fc.constantFrom(...types),
      name: fc.constantFrom('Ada', 'Bob', ' '),
      state: fc.constantFrom('active' as const, 'away' as const),
      view: fc.constantFrom('Project', 'Build log'),
      line: fc.integer({ min: 1, max: 3 }),
      focusAgeMs: fc.integer({ min: 0, max: 3 }),
      following: fc.constantFrom('ada', 'bob', undefined),
    }),
    { maxLength: 6 },
  ),
});

const anyTabs = fc
  .uniqueArray(anyTab, { selector: ({ userId, sessionId }) => `${userId} ${sessionId}` })
  .map((tabs) =>
    tabs.flatMap(({ sessionId, userId, saysFocus, steps }) =>
      steps.map(({ type, line, focusAgeMs, following, ...data }, index): PresenceDelivery => {
        const optional = {
          ...(saysFocus ? { focusAgeMs } : {}),
          ...(following === undefined ? {} : { following }),
        };
        const location = { page: 'log', line };
        const beat = 100 + index;
        return {
          event: {
            ...{ type, projectId: 'p1', userId, timestamp: 1 },
            data: { sessionId, beat, location, ...data, ...optional },
          },
          meta: { name: `collab.${type}`, subject: `slate.collab.${type}.p1`, replayed: false },
        };
      }),
    ),
  );

const shown = (deliveries: readonly PresenceDelivery[]) =>
  showRooms(applyPresenceEvents({}, deliveries, 1_000), {});

/** All of them, some repeatedly, in any order. */
const jumbled = <T>(items: readonly T[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...items]),
      fc.shuffledSubarray([...items], { minLength: items.length }),
    )
    .chain(([again, all]) =>
      fc.shuffledSubarray([...again, ...all], { minLength: again.length + all.length }),
    );

test('events in any order and repeatedly make the same people', () => {
  fc.assert(
    fc.property(
      anyTabs.chain((events) => fc.record({ events: fc.constant(events), other: jumbled(events) })),
      ({ events, other }) => {
        expect(shown(other)).toEqual(shown(events));
      },
    ),
    { numRuns: 1_000 },
  );
});
