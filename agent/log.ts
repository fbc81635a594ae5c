/** Writes one plain line to stderr. Never give it a password, nor anything a message said, uncut. */
export type Say = (line: string) => void;

/** The agent's own words; stdout is kept for `agent ready`, which starters wait for. */
export const say: Say = (line) => {
  process.stderr.write(`${line.replaceAll(/[\r\n]+/g, ' ')}\n`);
};

/** The words of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
