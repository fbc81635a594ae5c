import { createContext } from 'react';
import type { LogSteps } from '../../../lib/log/folds/LogSteps.ts';

/** For the heads alone: a step's change should render no other row. */
export const LogStepsContext = createContext<LogSteps>({});
