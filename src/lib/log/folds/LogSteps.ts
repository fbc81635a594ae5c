import type { StepStatus } from '../../steps.ts';

export interface LogStep {
  readonly status: StepStatus;
  /** Undefined until it has ended. */
  readonly durationMs?: number | undefined;
}

/** By the names that lines give them. */
export type LogSteps = Readonly<Record<string, LogStep>>;

/** The failure of an ended log. */
export interface LogFailure {
  /** As lines name it; null if unknown. */
  readonly step: string | null;
  /** Where to look beyond the loaded lines. */
  readonly startedAt: number | undefined;
}
