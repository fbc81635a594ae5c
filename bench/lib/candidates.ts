/**
 * Those that are measured side by side. Far behind, Slate goes on at the newest lines; while it
 * searches it reads every one, so both are measured.
 */
export const candidates = [
  'bare-core',
  'bare-pull',
  'xterm',
  'virtuoso',
  'slate',
  'slate-search',
] as const;
export type Candidate = (typeof candidates)[number];

/** Slate's own page, in whatever way it is used. */
export const isSlate = (candidate: Candidate) => pageOf(candidate) === 'slate';

/** Name of the page in bench/pages. */
export const pageOf = (candidate: Candidate) =>
  candidate === 'slate-search' ? 'slate' : candidate;

/** What Slate's address says besides the place. */
export const queryOf = (candidate: Candidate) =>
  candidate === 'slate-search' ? '?q=found+nowhere' : '';
