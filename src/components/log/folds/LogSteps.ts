import { createContext } from 'react';
import type { State } from '../../state.ts';

/** What is known of a step whose lines are in a log. */
export interface LogStep {
  readonly status: State;
  /** Milliseconds; undefined until it has ended. */
  readonly durationMs?: number | undefined;
}

/** Steps by the names that lines give them. */
export type LogSteps = Readonly<Record<string, LogStep>>;

/** For the heads alone: a step's change should render no other row again. */
export const LogStepsContext = createContext<LogSteps>({});
