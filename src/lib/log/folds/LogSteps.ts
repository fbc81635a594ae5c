import type { StepStatus } from '../../steps.ts';

/** What is known of a step whose lines are in a log. */
export interface LogStep {
  readonly status: StepStatus;
  /** Milliseconds; undefined until it has ended. */
  readonly durationMs?: number | undefined;
}

/** Steps by the names that lines give them. */
export type LogSteps = Readonly<Record<string, LogStep>>;

/** What went wrong in a log that has ended. */
export interface LogFailure {
  /** The step that failed, by the name that its lines give it; null if none is known. */
  readonly step: string | null;
  /** When it began: where to look for lines that are not loaded. */
  readonly startedAt: number | undefined;
}
