import { assertNever } from '../../src/lib/assertNever.ts';
import type { ProcessEnd } from '../process/process.ts';

/** Why a step did not pass, in one sentence. */
export function describeFailure(step: string, end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return `Step “${step}” failed with exit code ${end.code}.`;
    case 'signalled':
      return `Step “${step}” was ended by ${end.signal}.`;
    case 'failed-to-start':
      return `Step “${step}” could not start. ${end.message}`;
    default:
      return assertNever(end);
  }
}
