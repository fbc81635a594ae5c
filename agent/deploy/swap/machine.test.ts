import { expect, test } from 'vitest';
import { isOver, moveSwap, type SwapInput, type SwapStep } from './machine.ts';

const steps = {
  validating: { at: 'validating' },
  starting: { at: 'starting', passes: 0 },
  'starting, 2 passed': { at: 'starting', passes: 2 },
  switched: { at: 'switched', until: 10_000, failures: 0 },
  'switched, 2 failed': { at: 'switched', until: 10_000, failures: 2 },
  completed: { at: 'completed' },
  failed: { at: 'failed', reason: 'x' },
  'rolled-back': { at: 'rolled-back', reason: 'x' },
} as const satisfies Record<string, SwapStep>;

const inputs = {
  validated: { kind: 'validated' },
  passed: { kind: 'checked', passed: true },
  'not passed': { kind: 'checked', passed: false },
  broke: { kind: 'broke', reason: 'died' },
  'asked back': { kind: 'asked-back', reason: 'Ada' },
  settled: { kind: 'settled' },
  'given up': { kind: 'given-up', reason: 'stop' },
} as const satisfies Record<string, SwapInput>;

/** Step, input, what follows and what is done; all that is not listed changes nothing. */
const table: readonly (readonly [keyof typeof steps, keyof typeof inputs, string])[] = [
  ['validating', 'validated', 'starting 0: start-new'],
  ['validating', 'given up', 'failed stop:'],
  ['starting', 'passed', 'starting 1:'],
  ['starting', 'not passed', 'starting 0:'],
  ['starting', 'broke', 'failed died: stop-new'],
  ['starting', 'given up', 'failed stop: stop-new'],
  ['starting, 2 passed', 'passed', 'switched 0 until 11000: switch'],
  ['starting, 2 passed', 'not passed', 'starting 0:'],
  ['starting, 2 passed', 'broke', 'failed died: stop-new'],
  ['starting, 2 passed', 'given up', 'failed stop: stop-new'],
  ['switched', 'passed', 'switched 0 until 10000:'],
  ['switched', 'not passed', 'switched 1 until 10000:'],
  ['switched', 'broke', 'rolled-back died: switch-back'],
  ['switched', 'asked back', 'rolled-back Ada: switch-back'],
  ['switched', 'settled', 'completed: drain-old'],
  ['switched, 2 failed', 'passed', 'switched 0 until 10000:'],
  [
    'switched, 2 failed',
    'not passed',
    'rolled-back It failed 3 health checks in a row after the switch.: switch-back',
  ],
  ['switched, 2 failed', 'broke', 'rolled-back died: switch-back'],
  ['switched, 2 failed', 'asked back', 'rolled-back Ada: switch-back'],
  ['switched, 2 failed', 'settled', 'completed: drain-old'],
];

function describeStep(step: SwapStep): string {
  switch (step.at) {
    case 'starting':
      return `starting ${step.passes}`;
    case 'switched':
      return `switched ${step.failures} until ${step.until}`;
    case 'failed':
    case 'rolled-back':
      return `${step.at} ${step.reason}`;
    default:
      return step.at;
  }
}

const facts = { now: 1_000, keptMs: 10_000 };

test('every step and input together do what the table says, and nothing else', () => {
  for (const [stepName, step] of Object.entries(steps)) {
    for (const [inputName, input] of Object.entries(inputs)) {
      const row = table.find(([s, i]) => s === stepName && i === inputName);
      const move = moveSwap(step, input, facts);
      const words = `${describeStep(move.step)}: ${move.effects.join(' ')}`.trim();
      const pair = `${stepName} + ${inputName}`;
      if (row) expect([pair, words]).toEqual([pair, row[2]]);
      else expect([pair, move]).toEqual([pair, { step, effects: [] }]);
      if (isOver(step)) expect(move.step).toBe(step);
    }
  }
});

test('without an old one there is nothing to go back to: it is complete when it is healthy', () => {
  const move = moveSwap(steps['starting, 2 passed'], inputs.passed, { now: 1, keptMs: null });
  expect(move).toEqual({ step: { at: 'completed' }, effects: ['switch'] });
});
