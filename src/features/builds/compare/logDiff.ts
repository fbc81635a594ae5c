import type { LineRange } from '../../../lib/log/lineRange.ts';

export interface ComparedLine {
  /** Null for a line that no stream holds. */
  readonly place: LineRange | null;
  readonly step: string | undefined;
  readonly message: string;
}

/** The first line in which two logs really differ. */
export type LogDifference =
  | { readonly kind: 'same' }
  /** `instead` is the green build's line in its place, if any. */
  | {
      readonly kind: 'added';
      readonly line: ComparedLine;
      readonly lineNumber: number;
      readonly instead: ComparedLine | null;
    }
  /** Nothing is new, but a line is missing. */
  | { readonly kind: 'missing'; readonly line: ComparedLine };

/** Longer lines are compared by their beginning. */
const MAX_COMPARED_CHARS = 2_000;

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** What differs in any two runs, in the order of replacement. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AP]M)?\b/gi, '<time>'],
  [/\b1[5-9]\d{8}(?:\d{3})?\b/g, '<time>'],
  [
    /(?:\b\d+(?:[.,]\d+)? ?(?:h|hours?|m|min|mins|minutes?|s|sec|secs|seconds?|ms|milliseconds?|[µμ]s|us|ns)\b ?)+/gi,
    '<duration> ',
  ],
  [/\bduration_ms:? \d+(?:\.\d+)?/g, 'duration_ms <duration>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, '<hash>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b(pid|process|worker|thread)([ :=#[(]+)\d+/gi, '$1$2<number>'],
  [/\[\d{3,}\]/g, '[<number>]'],
  [/\b(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d+/g, '$1:<port>'],
  [/\/tmp\/[^\s'":]+/g, '<temporary>'],
];

/** Without what differs in any two runs: colours, times, durations, hashes, pids, ports. */
export function normaliseLine(message: string): string {
  let text = message.slice(0, MAX_COMPARED_CHARS).replace(ESCAPES, '');
  for (const [varying, word] of VARYING) text = text.replace(varying, word);
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The first line that the green build did not print in the same step. Lines in another order, as of
 * parallel work, are no difference.
 */
export function firstDifference(
  log: readonly ComparedLine[],
  green: readonly ComparedLine[],
): LogDifference {
  const keyOf = ({ step = '', message }: ComparedLine) => `${step}\n${normaliseLine(message)}`;
  const left = new Map<string, number>();
  for (const line of green) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  let added: { line: ComparedLine; lineNumber: number } | null = null;
  for (const [index, line] of log.entries()) {
    const key = keyOf(line);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    else if (normaliseLine(line.message) !== '') added ??= { line, lineNumber: index + 1 };
  }
  const lacking = green.filter((line) => {
    const key = keyOf(line);
    const count = left.get(key) ?? 0;
    if (count === 0 || normaliseLine(line.message) === '') return false;
    left.set(key, count - 1);
    return true;
  });
  if (added) {
    const { step } = added.line;
    const instead = lacking.find((line) => line.step === step) ?? null;
    return { kind: 'added', ...added, instead };
  }
  // A step that never ran prints nothing: its own row says so.
  const stepsHere = new Set(log.map(({ step }) => step));
  const missing = lacking.find(({ step }) => stepsHere.has(step));
  return missing ? { kind: 'missing', line: missing } : { kind: 'same' };
}
