import { assertNever } from '../../src/lib/assertNever.ts';
import type { ProcessEnd } from './process.ts';

/** How a process ended, in one sentence. @param exits what it is called to exit with a code */
export function describeEnd(who: string, end: ProcessEnd, exits = 'failed'): string {
  switch (end.kind) {
    case 'exited':
      return `${who} ${exits} with exit code ${end.code}.`;
    case 'signalled':
      return `${who} was ended by ${end.signal}.`;
    case 'failed-to-start':
      return `${who} could not start. ${end.message}`;
    default:
      return assertNever(end);
  }
}
