import { UserError } from '../../agent/userError.ts';

/** One line of progress. Progress goes to stderr; stdout is for results, such as the page's URL. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** An error's message with its causes: fetch has the real reason in `cause`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? own : `${own} (${reasonOf(error.cause)})`;
}

/** Runs a script's main function, then exits with its code; a failure becomes a message and 1. */
export async function runMain(main: () => Promise<number>): Promise<never> {
  // A closed terminal must not keep children from being stopped in order.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
  try {
    process.exit(await main());
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(error instanceof UserError ? `\n${error.message}` : `\n${stack}`);
    process.exit(1);
  }
}
