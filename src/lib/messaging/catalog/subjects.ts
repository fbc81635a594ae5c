import { MessagingError } from '../errors.ts';

/**
 * One id in a subject. NATS splits subjects at dots and protocol lines at white space, so anything
 * else would forge wildcards, reply subjects or whole protocol lines.
 */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN_PATTERN.test(value);
}

/** In quotes, with its control characters in words of JSON. */
const quoted = (text: string) => `“${JSON.stringify(text).slice(1, -1)}”`;

/** @throws MessagingError 'invalid-token' that names `what` the value was meant to be */
export function assertToken(value: unknown, what = 'id'): string {
  if (isToken(value)) return value;
  const shown = typeof value === 'string' ? quoted(value.slice(0, 80)) : typeof value;
  throw new MessagingError(
    'invalid-token',
    `${what} ${shown} is not an id: use 1 to 64 letters, digits, “_” or “-”.`,
  );
}

/** The names between braces: `slate.build.log.{projectId}` → 'projectId'. */
export type TemplateParams<T extends string> = T extends `${string}{${infer P}}${infer Rest}`
  ? P | TemplateParams<Rest>
  : never;

/** The subjects that a template can make, as a type: `slate.build.log.${string}`. */
export type TemplateSubject<T extends string> = T extends `${infer Head}{${string}}${infer Rest}`
  ? `${Head}${string}${TemplateSubject<Rest>}`
  : T;

/** @throws MessagingError 'invalid-token' when an id is missing or not a token */
export function fillTemplate<T extends string>(
  template: T,
  ids: Readonly<Record<TemplateParams<T>, string>>,
): TemplateSubject<T> {
  const values: Readonly<Record<string, string>> = ids;
  return template
    .split('.')
    .map((token) => {
      const name = paramOf(token);
      return name === null ? token : assertToken(values[name], name);
    })
    .join('.') as TemplateSubject<T>;
}

export function paramOf(token: string): string | null {
  return token.startsWith('{') && token.endsWith('}') ? token.slice(1, -1) : null;
}

/** The names of a template's ids, in its order. */
export const paramsOf = (template: string): readonly string[] =>
  template.split('.').flatMap((token) => paramOf(token) ?? []);

/** Tokens and ids in braces. @throws Error for what could make no subject */
export function assertTemplate(template: string): void {
  const fine = template.split('.').every((token) => isToken(paramOf(token) ?? token));
  if (!fine) throw new Error(`${quoted(template.slice(0, 200))} is not the subject of an event.`);
}

/** A template with every id replaced by `*`: what a stream or a permission lists. */
export function templateToWildcard(template: string): string {
  return template
    .split('.')
    .map((token) => (paramOf(token) === null ? token : '*'))
    .join('.');
}

/** The ids in `subject`, or null if it was not made from `template`. */
export function parseSubject(template: string, subject: string): Record<string, string> | null {
  const wanted = template.split('.');
  const given = subject.split('.');
  if (wanted.length !== given.length) return null;
  const ids: Record<string, string> = {};
  for (const [index, token] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = paramOf(token);
    if (name === null) {
      if (value !== token) return null;
    } else {
      if (!isToken(value)) return null;
      ids[name] = value;
    }
  }
  return ids;
}

/** NATS matching: `*` is one token, a last `>` is one or more. */
export function subjectMatches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return index === wanted.length - 1 && given.length > index;
    if (index >= given.length) return false;
    if (token !== '*' && token !== given[index]) return false;
  }
  return wanted.length === given.length;
}

/** True if some subject could match both patterns. */
export function patternsOverlap(a: string, b: string): boolean {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const l = left[index];
    const r = right[index];
    if (l === undefined || r === undefined) return false;
    if (l === '>' || r === '>') return true;
    if (l !== '*' && r !== '*' && l !== r) return false;
  }
  return true;
}

/** `slate.build.*.p1` within `slate.build.log.*` is `slate.build.log.p1`. */
export function narrow(pattern: string, subject: string): string {
  const wanted = pattern.split('.');
  if (wanted.at(-1) === '>') wanted.pop();
  return subject
    .split('.')
    .map((token, index) => {
      const own = wanted[index];
      return token === '*' && own !== undefined && own !== '*' ? own : token;
    })
    .join('.');
}

/** Tokens, `*`, or a last `>`. @throws MessagingError 'invalid-token' for anything else */
export function assertPattern(pattern: string): string {
  const tokens = pattern.split('.');
  const fine = tokens.every(
    (token, index) =>
      isToken(token) || token === '*' || (token === '>' && index === tokens.length - 1),
  );
  if (!fine) {
    throw new MessagingError(
      'invalid-token',
      `${quoted(pattern.slice(0, 200))} is not a subject to subscribe to.`,
    );
  }
  return pattern;
}

/** Tokens alone: a subject to publish to. @throws MessagingError 'invalid-token' otherwise */
export function assertSubject(subject: string): string {
  if (subject.split('.').every((token) => isToken(token))) return subject;
  throw new MessagingError(
    'invalid-token',
    `${quoted(subject.slice(0, 200))} is not a subject to publish to.`,
  );
}

type Split<S extends string> = S extends `${infer Head}.${infer Tail}`
  ? [Head, ...Split<Tail>]
  : [S];

type TokenOverlaps<Pattern extends string, Token extends string> = Pattern extends '*'
  ? true
  : string extends Pattern
    ? true
    : Token extends `{${string}}`
      ? true
      : Pattern extends Token
        ? true
        : // A pattern with a hole within a token: `pro${string}`.
          Token extends Pattern
          ? true
          : false;

type TokensOverlap<Pattern extends string[], Template extends string[]> = Pattern extends [
  infer P extends string,
  ...infer PRest extends string[],
]
  ? P extends '>'
    ? Template extends []
      ? false
      : true
    : Template extends [infer T extends string, ...infer TRest extends string[]]
      ? TokenOverlaps<P, T> extends true
        ? TokensOverlap<PRest, TRest>
        : false
      : false
  : Template extends []
    ? true
    : false;

/** patternsOverlap, for types. */
export type PatternOverlapsTemplate<
  Pattern extends string,
  Template extends string,
> = string extends Pattern ? true : TokensOverlap<Split<Pattern>, Split<Template>>;
