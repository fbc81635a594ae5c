// Apart from rules.ts, which every page loads.

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** What agents refuse to go beyond. */
export const ruleLimits = {
  rules: 100,
  nameChars: 100,
  patternChars: 200,
  conditions: 16,
  pathChars: 200,
  pathDepth: 16,
  valueChars: 1_000,
  count: 1_000,
  followers: 8,
  minMs: SECOND_MS,
  /** Of a count and of what has to follow. */
  maxWindowMs: DAY_MS,
  maxSilenceMs: 7 * DAY_MS,
  /** Events that wait to be followed at a time; with more, the oldest are given up. */
  open: 1_000,
  /** Further matches of a minute become one, with their number. */
  matchesPerMinute: 10,
  /** How far back a trial may begin. */
  tryMs: 7 * DAY_MS,
  /** Messages that a trial reads. */
  tryMessages: 100_000,
  /** Matches that a trial lists; it counts all. */
  tryMatches: 200,
} as const;
