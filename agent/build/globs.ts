const WILD = /[*?]/;
const ANY_DIRECTORIES = '**';
const STAR = Symbol('any number of items');

/** Which files a pattern means. Paths are relative to the project, with "/". */
export interface Glob {
  /** The directory below which all matches are; "" is the project itself. */
  readonly base: string;
  matches(path: string): boolean;
}

/** What is wrong with a pattern, or null. Patterns stay inside the project. */
export function globProblem(pattern: string): string | null {
  if (pattern.includes('\\')) return 'must use “/” between names';
  if (pattern.startsWith('/') || /^[A-Za-z]:/.test(pattern)) return 'must be relative';
  if (pattern.split('/').some((part) => part === '..')) return 'must stay inside the project';
  return null;
}

/** `*` and `?` stand for characters of one name, `**` for any directories; "dist/" is "dist/**". */
export function compileGlob(pattern: string): Glob {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  // What ends in directories means the files in them.
  if (pattern.endsWith('/')) parts.push(ANY_DIRECTORIES, '*');
  else if (parts.at(-1) === ANY_DIRECTORIES) parts.push('*');
  const firstWild = parts.findIndex((part) => WILD.test(part));
  const fixed = parts.slice(0, firstWild === -1 ? parts.length - 1 : firstWild);
  const steps = parts.map((part) => (part === ANY_DIRECTORIES ? STAR : compileName(part)));
  return { base: fixed.join('/'), matches: (path) => matchAll(steps, path.split('/')) };
}

type Test = (item: string) => boolean;

function compileName(name: string): Test {
  if (!WILD.test(name)) return (other) => other === name;
  const steps = Array.from(name, (char): Test | typeof STAR => {
    if (char === '*') return STAR;
    return char === '?' ? () => true : (other) => other === char;
  });
  return (other) => matchAll(steps, Array.from(other));
}

/**
 * Whether the items pass the tests in order, a STAR standing for any number of items. Only the last
 * star that was met is ever tried again, so the time is at most steps × items; a regular expression
 * would try all combinations of all stars.
 */
function matchAll(steps: readonly (Test | typeof STAR)[], items: readonly string[]): boolean {
  let step = 0;
  let item = 0;
  let retry: { readonly step: number; item: number } | null = null;
  while (item < items.length) {
    const test = steps[step];
    if (test === STAR) {
      step += 1;
      retry = { step, item };
    } else if (test?.(items[item] ?? '')) {
      step += 1;
      item += 1;
    } else if (retry) {
      retry.item += 1;
      ({ step, item } = retry);
    } else return false;
  }
  return steps.slice(step).every((test) => test === STAR);
}
