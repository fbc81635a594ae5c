import { assertNever } from '../../../src/lib/assertNever.ts';

/** Health checks in a row that a new process has to pass. */
export const PASSES_NEEDED = 3;
/** Failed ones in a row that make a live process unhealthy. */
export const FAILURES_ALLOWED = 3;

/** How far a swap has come. The last three are its ends. */
export type SwapStep =
  | { readonly at: 'validating' }
  /** The new process runs beside the old one. */
  | { readonly at: 'starting'; readonly passes: number }
  /** The new one is live; the old one is kept until then. */
  | { readonly at: 'switched'; readonly until: number; readonly failures: number }
  | { readonly at: 'completed' }
  | { readonly at: 'failed'; readonly reason: string }
  | { readonly at: 'rolled-back'; readonly reason: string };

export type SwapInput =
  | { readonly kind: 'validated' }
  /** A health check of the new process. */
  | { readonly kind: 'checked'; readonly passed: boolean }
  /** The new process could not start, has ended, or takes too long. */
  | { readonly kind: 'broke'; readonly reason: string }
  | { readonly kind: 'asked-back'; readonly reason: string }
  /** The time to go back is over, or something else begins. */
  | { readonly kind: 'settled' }
  /** Stopped before it was live. */
  | { readonly kind: 'given-up'; readonly reason: string };

/** What is to be done, in this order, once the step is on disk. */
export type SwapEffect =
  | 'start-new'
  /** Send traffic to the new one. */
  | 'switch'
  /** Send traffic to the old one again, and let the new one answer what it has begun. */
  | 'switch-back'
  | 'stop-new'
  /** Let the old one answer what it has begun, then stop it. */
  | 'drain-old';

export interface SwapMove {
  readonly step: SwapStep;
  readonly effects: readonly SwapEffect[];
}

/** What a transition needs to know beside the step. */
export interface SwapFacts {
  readonly now: number;
  /** How long the old one is kept; null if there is none. */
  readonly keptMs: number | null;
}

export const isOver = ({ at }: SwapStep): boolean =>
  at === 'completed' || at === 'failed' || at === 'rolled-back';

/** The whole life of a swap as a pure function. What does not fit a step changes nothing. */
export function moveSwap(step: SwapStep, input: SwapInput, facts: SwapFacts): SwapMove {
  const stay: SwapMove = { step, effects: [] };
  switch (step.at) {
    case 'validating':
      return moveValidating(input) ?? stay;
    case 'starting':
      return moveStarting(step.passes, input, facts) ?? stay;
    case 'switched':
      return moveSwitched(step, input) ?? stay;
    case 'completed':
    case 'failed':
    case 'rolled-back':
      return stay;
    default:
      return assertNever(step);
  }
}

function moveValidating(input: SwapInput): SwapMove | null {
  switch (input.kind) {
    case 'validated':
      return { step: { at: 'starting', passes: 0 }, effects: ['start-new'] };
    case 'given-up':
      return { step: { at: 'failed', reason: input.reason }, effects: [] };
    default:
      return null;
  }
}

function moveStarting(passes: number, input: SwapInput, facts: SwapFacts): SwapMove | null {
  switch (input.kind) {
    case 'checked': {
      if (!input.passed) return { step: { at: 'starting', passes: 0 }, effects: [] };
      if (passes + 1 < PASSES_NEEDED) {
        return { step: { at: 'starting', passes: passes + 1 }, effects: [] };
      }
      if (facts.keptMs === null) return { step: { at: 'completed' }, effects: ['switch'] };
      const until = facts.now + facts.keptMs;
      return { step: { at: 'switched', until, failures: 0 }, effects: ['switch'] };
    }
    case 'broke':
    case 'given-up':
      return { step: { at: 'failed', reason: input.reason }, effects: ['stop-new'] };
    default:
      return null;
  }
}

function moveSwitched(
  step: Extract<SwapStep, { at: 'switched' }>,
  input: SwapInput,
): SwapMove | null {
  const back = (reason: string): SwapMove => ({
    step: { at: 'rolled-back', reason },
    effects: ['switch-back'],
  });
  switch (input.kind) {
    case 'checked': {
      const failures = input.passed ? 0 : step.failures + 1;
      if (failures < FAILURES_ALLOWED) return { step: { ...step, failures }, effects: [] };
      return back(`It failed ${FAILURES_ALLOWED} health checks in a row after the switch.`);
    }
    case 'broke':
    case 'asked-back':
      return back(input.reason);
    case 'settled':
      return { step: { at: 'completed' }, effects: ['drain-old'] };
    default:
      return null;
  }
}
