import { expect, test } from 'vitest';
import {
  firstReplayState,
  type KnownTimeLine,
  nextReplay,
  type ReplayEvent,
  type ReplayState,
} from './machine.ts';

/** Messages at 100, 200, …, of which `loaded` were read. */
const line = (loaded: number, length: number | null = loaded): KnownTimeLine => ({
  ...{ length, loaded, endTime: 1_000 },
  timeAt: (index) => (index >= 1 && index <= loaded ? index * 100 : null),
  indexAt: (time) => Math.min(loaded, Math.floor(time / 100)),
});
const at = (index: number, time = index * 100) => ({ index, time });
const to = (index: number) => ({ kind: 'index', index }) as const;

const paused = { phase: 'paused', speed: 1, at: at(3) } as const;
const playing = { phase: 'playing', speed: 4, at: at(3) } as const;
const ended = { phase: 'ended', speed: 1, at: at(9, 1_000) } as const;
const stepping = { phase: 'stepping', speed: 1, at: at(3), to: to(4) } as const;
const seeking = { phase: 'seeking', speed: 1, at: at(3), to: to(8), after: 'paused' } as const;
const seekingOn = { ...seeking, after: 'playing' } as const;
const arrivedAt = (index: number, time?: number) =>
  ({ kind: 'arrived', at: at(index, time) }) as const;
const passed = (ms: number) => ({ kind: 'passed', ms }) as const;

const table: readonly [string, ReplayState, ReplayEvent, Partial<ReplayState> | 'same'][] = [
  ['plays', paused, { kind: 'play' }, { phase: 'playing', at: at(3) }],
  ['pauses where it is', playing, { kind: 'pause' }, { phase: 'paused', at: at(3) }],
  ['is paused', paused, { kind: 'pause' }, 'same'],
  [
    'plays again from the start',
    ended,
    { kind: 'play' },
    { ...seekingOn, to: to(0), at: ended.at },
  ],
  ['plays once it is there', seeking, { kind: 'play' }, seekingOn],
  ['plays after a step', stepping, { kind: 'play' }, { ...seekingOn, to: to(4) }],
  ['stays once it is there', seekingOn, { kind: 'pause' }, seeking],
  ['has another speed', playing, { kind: 'speed', speed: 16 }, { phase: 'playing', speed: 16 }],
  [
    'keeps its way at another speed',
    seeking,
    { kind: 'speed', speed: 4 },
    { ...seeking, speed: 4 },
  ],
  ['steps', paused, { kind: 'step', by: 1 }, stepping],
  ['steps back', paused, { kind: 'step', by: -1 }, { ...stepping, to: to(2) }],
  ['steps on from where a step leads', stepping, { kind: 'step', by: 1 }, { to: to(5) }],
  ['does not step past the end', { ...paused, at: at(9) }, { kind: 'step', by: 1 }, { to: to(9) }],
  [
    'does not step past the start',
    { ...paused, at: at(0) },
    { kind: 'step', by: -1 },
    { to: to(0) },
  ],
  ['stops to step', playing, { kind: 'step', by: 1 }, { phase: 'stepping', to: to(4), speed: 4 }],
  ['seeks', paused, { kind: 'seek', to: to(8) }, seeking],
  ['seeks within bounds', paused, { kind: 'seek', to: to(99) }, { ...seeking, to: to(9) }],
  ['plays on after a seek', playing, { kind: 'seek', to: to(8) }, { ...seekingOn, speed: 4 }],
  ['plays on after two', seekingOn, { kind: 'seek', to: to(2) }, { ...seekingOn, to: to(2) }],
  ['seeks back from the end', ended, { kind: 'seek', to: to(2) }, { to: to(2), after: 'paused' }],
  ['arrives', seeking, arrivedAt(8), { phase: 'paused', at: at(8) }],
  ['arrives and plays', seekingOn, arrivedAt(8), { phase: 'playing', at: at(8) }],
  ['arrives after a step', stepping, arrivedAt(4), { phase: 'paused', at: at(4) }],
  ['arrives at the end', seekingOn, arrivedAt(9, 1_000), { phase: 'ended' }],
  ['is not sent on by an older arrival', paused, arrivedAt(8), 'same'],
  ['goes on with time, at its speed', playing, passed(50), { phase: 'playing', at: at(5) }],
  ['goes on between messages', playing, passed(10), { phase: 'playing', at: at(3, 340) }],
  ['ends', playing, passed(500), { phase: 'ended', at: at(9, 1_000) }],
  ['does not go on while paused', paused, passed(50), 'same'],
];

test.each(table)('a replay %s', (_, state, event, expected) => {
  const next = nextReplay(state, event, line(9));
  if (expected === 'same') expect(next).toBe(state);
  else expect(next).toMatchObject(expected);
});

test('it waits for what was not read yet, and then plays on', () => {
  const next = nextReplay(playing, passed(50), line(4, null));
  expect(next).toMatchObject({
    ...{ phase: 'seeking', after: 'playing', at: at(3), to: { kind: 'time', time: 500 } },
  });
  const seekFar = nextReplay(paused, { kind: 'seek', to: to(99) }, line(4, null));
  expect(seekFar).toMatchObject({ phase: 'seeking', to: to(99) });
});

test('it begins on its way to where it was asked for', () => {
  expect(firstReplayState(99, to(3))).toMatchObject({
    phase: 'seeking',
    after: 'paused',
    at: at(0, 99),
  });
});
