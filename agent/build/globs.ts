const SPECIAL = /[.*+?^${}()|[\]\\]/g;
const WILD = /[*?]/;

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
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const parts = whole.split('/').filter((part) => part !== '' && part !== '.');
  const firstWild = parts.findIndex((part) => WILD.test(part));
  const fixed = parts.slice(0, firstWild === -1 ? parts.length - 1 : firstWild);
  const regex = new RegExp(`^${parts.map(partRegex).join('')}$`, 'su');
  return { base: fixed.join('/'), matches: (path) => regex.test(path) };
}

function partRegex(part: string, index: number, parts: readonly string[]): string {
  const isLast = index === parts.length - 1;
  if (part === '**') return isLast ? '.+' : '(?:[^/]+/)*';
  const name = part
    .replace(SPECIAL, (char) => {
      if (char === '*') return '[^/]*';
      return char === '?' ? '[^/]' : `\\${char}`;
    })
    // Several stars in a row would only make the search slow.
    .replace(/(?:\[\^\/\]\*){2,}/g, '[^/]*');
  return isLast ? name : `${name}/`;
}
