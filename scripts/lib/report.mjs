/** An error that a person can act on: printed as its message alone, without a stack. */
export class UserError extends Error {
  /** @override */
  name = 'UserError';
}

/**
 * One line of progress. Progress goes to stderr; stdout is for results, such as the page's URL.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * The message of whatever was thrown, with its causes: fetch keeps the real reason in `cause`.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const own = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? own : `${own} (${reasonOf(error.cause)})`;
}

/**
 * Runs a script's main function, then exits, whatever else still goes on; a failure becomes one
 * readable message and exit code 1.
 * @param {() => Promise<number>} main resolves with the exit code
 */
export async function runMain(main) {
  // The terminal may be closed: what runs is to be ended in order all the same.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
  try {
    process.exit(await main());
  } catch (error) {
    say(error instanceof UserError ? `\n${error.message}` : `\n${errorStack(error)}`);
    process.exit(1);
  }
}

/** @param {unknown} error */
function errorStack(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
