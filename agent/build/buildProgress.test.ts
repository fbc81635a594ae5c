import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BuildProgress, nextProgress, planBuild, type StepEvent } from './buildProgress.ts';

const run = (from: BuildProgress, ...events: [StepEvent, number][]) =>
  events.reduce((progress, [event, now]) => nextProgress(progress, event, now), from);
const started = (index: number): StepEvent => ({ type: 'step-started', index });
const passed = (index: number): StepEvent => ({ type: 'step-ended', index, status: 'passed' });
const tick: StepEvent = { type: 'tick' };

describe('build progress', () => {
  test('without a past all steps weigh the same and a running one stands still', () => {
    const plan = planBuild([{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]);
    const progress = run(
      plan,
      [started(0), 0],
      [tick, 9_000],
      [passed(0), 9_500],
      [started(1), 9_500],
    );
    expect(progress.percent).toBe(25);
    expect(progress.steps.map((step) => step.status)).toEqual([
      'passed',
      'running',
      'pending',
      'pending',
    ]);
    expect(progress.steps[0]).toMatchObject({ startedAt: 0, durationMs: 9_500 });
  });

  test('steps weigh what they took before, and move while they run', () => {
    const plan = planBuild([
      { name: 'a', expectedMs: 1_000 },
      { name: 'b', expectedMs: 3_000 },
    ]);
    const half = run(plan, [started(0), 0], [passed(0), 800], [started(1), 800], [tick, 2_300]);
    expect(half.percent).toBe(62.5);
  });

  test('a step that takes longer than expected stops at 95 % of its weight', () => {
    const plan = planBuild([{ name: 'a', expectedMs: 1_000 }]);
    expect(run(plan, [started(0), 0], [tick, 60_000]).percent).toBe(95);
  });

  test('is not known until a step has passed, if none was ever timed', () => {
    const plan = planBuild([{ name: 'a' }, { name: 'b' }]);
    const begun = run(plan, [started(0), 0], [tick, 60_000]);
    expect(begun.percent).toBeNull();
    expect(run(begun, [passed(0), 60_001]).percent).toBe(50);
  });

  test('a failed step is named and the rest is skipped', () => {
    const plan = planBuild([{ name: 'a' }, { name: 'b' }]);
    const end: StepEvent = { type: 'step-ended', index: 0, status: 'failed' };
    expect(run(plan, [started(0), 0], [end, 5]).steps.map((step) => step.status)).toEqual([
      'failed',
      'skipped',
    ]);
  });

  test('nothing new is the same object', () => {
    const progress = run(planBuild([{ name: 'a' }]), [started(0), 0]);
    expect(nextProgress(progress, tick, 1_000)).toBe(progress);
  });

  test('it never goes back and never says 100 before the end, whatever the clock does', () => {
    const step = fc.record(
      { name: fc.string(), expectedMs: fc.nat({ max: 10_000 }) },
      { requiredKeys: ['name'] },
    );
    const moment = fc.integer({ min: -5_000, max: 20_000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(step, fc.array(moment), moment, moment), { minLength: 1, maxLength: 8 }),
        (steps) => {
          let progress = planBuild(steps.map(([plan]) => plan));
          const advance = (event: StepEvent, now: number) => {
            const next = nextProgress(progress, event, now);
            expect(next.percent ?? -1).toBeGreaterThanOrEqual(progress.percent ?? -1);
            expect(next.percent ?? 0).toBeLessThan(100);
            progress = next;
          };
          for (const [index, [, ticks, begin, end]] of steps.entries()) {
            advance(started(index), begin);
            for (const now of ticks) advance(tick, now);
            advance(passed(index), end);
          }
          expect(progress.percent).toBe(99);
          expect(progress.steps.every(({ durationMs }) => (durationMs ?? -1) >= 0)).toBe(true);
        },
      ),
    );
  });
});
