import { expect, test } from 'vitest';
import { ruleLimits, type RuleTrigger } from '../../src/catalogs/slate/index.ts';
import { parseJson } from '../../src/lib/messaging/index.ts';
import {
  beginRule,
  type Fact,
  type Match,
  nextDeadline,
  onFact,
  passTime,
  type RuleState,
  ruleState,
} from './machine.ts';

const fact = (at: number, key?: string, role: Fact['role'] = 'event'): Fact => ({
  ...{ at, stream: 'S', seq: at, subject: 's.x', role },
  ...(key === undefined ? {} : { key }),
});

interface Happening {
  /** Undefined: only time passes. */
  readonly fact?: Fact;
  readonly at: number;
}

function run(rule: RuleTrigger, happenings: readonly Happening[], keep = (s: RuleState) => s) {
  let state = beginRule(rule, 0);
  const matches: Match[] = [];
  for (const { fact: one, at } of happenings) {
    const step = one ? onFact(rule, state, one) : passTime(rule, state, at);
    state = keep(step.state);
    matches.push(...step.matches);
  }
  return { state, matches };
}

const events = (...facts: Fact[]): Happening[] => facts.map((one) => ({ fact: one, at: one.at }));
const until = (at: number): Happening => ({ at });

const followed: RuleTrigger & { kind: 'not-followed' } = {
  ...{ kind: 'not-followed', by: ['s.y'], key: 'id', withinMs: 30_000 },
};
const silent = { kind: 'silence', forMs: 10_000 } as const;
const often = { kind: 'count', count: 3, withinMs: 10_000 } as const;

test.each<[string, RuleTrigger, Happening[], [trigger: string, at: number][]]>([
  [
    'each event matches',
    { kind: 'each' },
    events(fact(1), fact(5)),
    [
      ['event S:1', 1],
      ['event S:5', 5],
    ],
  ],
  ['too few events do not', often, events(fact(1), fact(2)), []],
  [
    'enough events within the window match once',
    often,
    events(fact(1), fact(2), fact(3), fact(4)),
    [['event S:3', 3]],
  ],
  [
    'events that are too far apart do not',
    often,
    events(fact(1), fact(6_000), fact(10_001), fact(10_500)),
    [['event S:10500', 10_500]],
  ],
  [
    'a count begins again after a match',
    often,
    events(...[1, 2, 3, 4, 5, 6].map((at) => fact(at))),
    [
      ['event S:3', 3],
      ['event S:6', 6],
    ],
  ],
  [
    'silence from the beginning matches once',
    silent,
    [until(9_999), until(10_000), until(90_000)],
    [['silence', 10_000]],
  ],
  [
    'silence after an event matches, and again after the next',
    silent,
    [...events(fact(5_000)), until(14_999), until(15_000), ...events(fact(50_000)), until(70_000)],
    [
      ['silence after S:5000', 15_000],
      ['silence after S:50000', 60_000],
    ],
  ],
  [
    'silence that an event ends late is found when the event comes',
    silent,
    events(fact(5_000), fact(40_000)),
    [['silence after S:5000', 15_000]],
  ],
  [
    'events in time keep silence away',
    silent,
    [...events(fact(9_000), fact(18_000), fact(27_000)), until(36_999)],
    [],
  ],
  [
    'what is followed in time does not match',
    followed,
    [...events(fact(1, 'a'), fact(20_000, 'a', 'follower')), until(99_000)],
    [],
  ],
  [
    'what is not followed matches when its time is up',
    followed,
    [...events(fact(1, 'a')), until(30_000), until(30_001)],
    [['open S:1', 30_001]],
  ],
  [
    'another key follows nothing',
    followed,
    [...events(fact(1, 'a'), fact(2, 'b', 'follower')), until(30_001)],
    [['open S:1', 30_001]],
  ],
  [
    'a follower that comes too late changes nothing',
    followed,
    events(fact(1, 'a'), fact(30_002, 'a', 'follower')),
    [['open S:1', 30_001]],
  ],
  [
    'a second event of a key begins its time again',
    followed,
    [...events(fact(1, 'a'), fact(20_000, 'a')), until(49_999), until(50_000)],
    [['open S:20000', 50_000]],
  ],
  [
    'a follower before its event follows nothing',
    followed,
    [...events(fact(1, 'a', 'follower'), fact(2, 'a')), until(30_002)],
    [['open S:2', 30_002]],
  ],
  [
    'several are found in the order of their times',
    followed,
    [...events(fact(1, 'a'), fact(2, 'b'), fact(3, 'c')), until(60_000)],
    [
      ['open S:1', 30_001],
      ['open S:2', 30_002],
      ['open S:3', 30_003],
    ],
  ],
])('%s', (_, rule, happenings, wanted) => {
  const { matches } = run(rule, happenings);
  expect(matches.map(({ trigger, at }) => [trigger, at])).toEqual(wanted);
  expect(matches.every(({ count }) => count === 1)).toBe(true);
});

test('a storm becomes one match per minute, with its number', () => {
  const storm = Array.from({ length: 500 }, (_, index) => fact(index + 1));
  const { matches } = run({ kind: 'each' }, [...events(...storm), until(59_999), until(60_000)]);
  expect(matches).toHaveLength(ruleLimits.matchesPerMinute + 1);
  expect(matches.at(-1)).toMatchObject({ trigger: 'storm 0', count: 490, at: 500 });
});

test('a storm is reported when it ends, even if the next event comes minutes later', () => {
  const storm = Array.from({ length: 12 }, (_, index) => fact(index + 1));
  const { matches } = run({ kind: 'each' }, events(...storm, fact(200_000)));
  expect(matches.slice(-2)).toMatchObject([
    { trigger: 'storm 0', count: 2 },
    { at: 200_000, count: 1 },
  ]);
});

test('what is remembered is bounded', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => fact(index, `k${index}`));
  const { state } = run({ ...followed, withinMs: 86_400_000 }, events(...many));
  expect(state.trigger).toMatchObject({ open: { length: ruleLimits.open } });
  const counted = run({ kind: 'count', count: 1_000, withinMs: 86_400_000 }, events(...many));
  expect(JSON.stringify(counted.state).length).toBeLessThan(20_000);
});

test('the next deadline is when time alone makes a match', () => {
  expect(nextDeadline(silent, beginRule(silent, 5))).toBe(10_005);
  expect(nextDeadline(followed, beginRule(followed, 5))).toBeNull();
  const { state } = run(followed, events(fact(7, 'a'), fact(9, 'b')));
  expect(nextDeadline(followed, state)).toBe(30_007);
  expect(nextDeadline(silent, run(silent, [until(10_000)]).state)).toBeNull();
});

/** A small generator, so that a failing case can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const rules: RuleTrigger[] = [
  { kind: 'each' },
  often,
  silent,
  followed,
  { ...followed, withinMs: 4_000 },
];
const firstSeed = Number(process.env.SLATE_FUZZ_SEED ?? 1);

test.each(rules)('live, after downtime and after restarts the matches are the same: %o', (rule) => {
  for (let seed = firstSeed; seed < firstSeed + 150; seed++) {
    const random = createRandom(seed);
    let at = 0;
    const facts = Array.from({ length: 60 }, (_, index): Fact => {
      at += Math.floor(random() ** 4 * 25_000);
      const role = rule.kind === 'not-followed' && random() < 0.4 ? 'follower' : 'event';
      return { ...fact(at, `k${Math.floor(random() * 4)}`, role), seq: index };
    });
    const end = until(at + 200_000);
    const caughtUp = run(rule, [...events(...facts), end]).matches;
    const live = facts.flatMap((one, index): Happening[] => {
      const before = facts[index - 1]?.at ?? 0;
      const ticks = Array.from({ length: 3 }, () => before + random() * (one.at - before));
      return [...ticks.sort((a, b) => a - b).map(until), { fact: one, at: one.at }];
    });
    const restart = (state: RuleState) =>
      random() < 0.2 ? ruleState.parse(parseJson(JSON.stringify(state))) : state;
    expect(run(rule, [...live, end], restart).matches, `seed ${seed}`).toEqual(caughtUp);
  }
});
