/** What a name says of its value: NPM_TOKEN, DB_PASSWORD, AWS_SECRET_ACCESS_KEY. */
const SECRET_NAME =
  /(?:^|_)(?:(?:AUTH)?TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|CREDENTIALS?|(?:API)?KEYS?)(?:_|$)/i;
/** A shorter one would be masked in words that only look like it. */
const MIN_CHARS = 8;
/** Of an unfinished line so much of a secret may be seen. */
const MIN_BEGINNING = 4;
const MASK = '***';

/** Whether a variable's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Replaces known secrets in what a process prints, line by line. */
export interface Masks {
  /** @param env a process's own variables, whose secrets are masked too */
  with(env: Readonly<Record<string, string | undefined>>): Masks;
  line(text: string): string;
  /** A line that goes on: the beginning of a secret at its end is masked too. */
  unfinished(text: string): string;
}

export function createMasks(values: readonly string[]): Masks {
  // A log line never holds a line break; the longest first, since one may be part of another.
  const secrets = [...new Set(values.flatMap((value) => value.split(/[\r\n]+/)))]
    .filter((value) => value.length >= MIN_CHARS)
    .toSorted((a, b) => b.length - a.length);
  const line = (text: string) => {
    let masked = text;
    for (const secret of secrets) {
      if (masked.includes(secret)) masked = masked.replaceAll(secret, MASK);
    }
    return masked;
  };
  return {
    with(env) {
      const more = secretsOf(env);
      return more.length === 0 ? this : createMasks([...secrets, ...more]);
    },
    line,
    unfinished(text) {
      const masked = line(text);
      for (const secret of secrets) {
        for (let length = secret.length - 1; length >= MIN_BEGINNING; length--) {
          if (!masked.endsWith(secret.slice(0, length))) continue;
          return masked.slice(0, -length) + MASK;
        }
      }
      return masked;
    },
  };
}

/** The values of all variables that are secrets by their name. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) ? [value] : [],
  );
}
