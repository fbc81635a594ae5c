import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { fileProblem } from '../fileProblem.ts';

/** What a person learns of a disk that takes no more; any other error stays as it is. */
export function diskRefusal(error: unknown): unknown {
  const problem = fileProblem(error);
  if (problem === null) return error;
  return new CommandRefusal(
    'failed',
    `The agent can’t save this: ${problem}. Nothing is lost: try again when that is solved.`,
  );
}
