import type { LogLevel } from '../../src/catalogs/slate/index.ts';
import { parseJson } from '../../src/lib/messaging/index.ts';

/** Words that loggers and tools use, in lower case. */
const WORDS: Readonly<Record<string, LogLevel>> = {
  fatal: 'error',
  panic: 'error',
  critical: 'error',
  crit: 'error',
  emerg: 'error',
  alert: 'error',
  error: 'error',
  err: 'error',
  'err!': 'error',
  severe: 'error',
  warning: 'warn',
  warn: 'warn',
  wrn: 'warn',
  notice: 'info',
  info: 'info',
  inf: 'info',
  debug: 'debug',
  dbg: 'debug',
  verbose: 'debug',
  trace: 'debug',
};

/** Any line of another level than info has one of these; most lines have none. */
const HINT = /fatal|panic|crit|emerg|alert|err|severe|warn|wrn|debug|dbg|verbose|trace|exception/i;
/** A longer JSON line is data rather than a log record; parsing it would cost more than it is worth. */
const MAX_JSON_CHARS = 4_096;
// oxlint-disable-next-line no-control-regex -- the escape character is what it looks for.
const ESCAPES = /\u001b(?:\[[\d;]*m|\]8;;[^\u001b]*\u001b\\)/g;
/** Times, bullets, and the names of tools may stand before the level: `12:00:01.5 npm WARN …`. */
const HEAD =
  /^(?:[\s✘✖×✗▲⚠❌>*|-]|npm|pnpm|yarn|\(node:\d+\)|\[?\d[\d:.,TZ+/-]*\]?(?=[\s[])|\[(?!(?:fatal|crit(?:ical)?|err(?:or)?|severe|warn(?:ing)?|wrn|notice|info?|debug|dbg|verbose|trace|DEP\d+)\])[\w:./@-]{1,40}\](?=\s*[[A-Z]))*\s*/iu;
const WORD = /^(?:([[(<])\s*)?([A-Za-z]{3,8}!?)(?![A-Za-z\d_-])\s*(.?)/u;
/** The name of a thrown error: `TypeError: …`, `Uncaught Error: …`. */
const THROWN = /^(?:Uncaught )?(?:\w+\.)*\w*(?:Error|Exception)(?: \[\w+\])?:/;
const DEPRECATION = /^(?:\[DEP\d+\] )?\w*Warning:/;
/** Where compilers point: `src/a.ts(3,5): error TS2322`, `main.c:3:5: warning: …`. */
const DIAGNOSTIC = /^\S+?[:(]\d+(?:[:,]\d+)?\)?(?::| -) (?:fatal )?(error|warning)\b/;
const LOGFMT = /(?:^|\s)(?:level|lvl|severity)=["']?([A-Za-z]{3,8})\b/;

/** A clean line without its colours and links. */
export const withoutEscapes = (line: string): string =>
  line.includes('\u001b') ? line.replace(ESCAPES, '') : line;

/** Guesses how serious a clean line is from what it says of itself; 'info' when it says nothing. */
export function guessLevel(line: string): LogLevel {
  const text = withoutEscapes(line);
  if (text.startsWith('{')) return levelOfJson(text) ?? 'info';
  if (!HINT.test(text)) return 'info';
  const diagnostic = DIAGNOSTIC.exec(text);
  if (diagnostic) return diagnostic[1] === 'error' ? 'error' : 'warn';
  const rest = text.slice(HEAD.exec(text)?.[0].length ?? 0);
  if (THROWN.test(rest)) return 'error';
  if (DEPRECATION.test(rest)) return 'warn';
  return levelOfHead(rest, text) ?? WORDS[LOGFMT.exec(text)?.[1]?.toLowerCase() ?? ''] ?? 'info';
}

/** A level at the head counts if it is set off: in capitals, in brackets, or before a colon. */
function levelOfHead(rest: string, text: string): LogLevel | undefined {
  const [, bracket, word = '', after = ''] = WORD.exec(rest) ?? [];
  const level = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
  if (level === undefined) return undefined;
  const setOff = bracket !== undefined ? '])>:'.includes(after) : [':', '[', '|'].includes(after);
  const tool = /^\s*(?:npm|pnpm) /.test(text);
  return setOff || tool || word === word.toUpperCase() ? level : undefined;
}

function levelOfJson(text: string): LogLevel | undefined {
  if (text.length > MAX_JSON_CHARS || !/"(?:level|severity)"/.test(text)) return undefined;
  let record: unknown;
  try {
    record = parseJson(text);
  } catch {
    return undefined;
  }
  if (typeof record !== 'object' || record === null) return undefined;
  const level =
    'level' in record ? record.level : 'severity' in record ? record.severity : undefined;
  if (typeof level === 'string') {
    const word = level.toLowerCase();
    return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  }
  // pino and bunyan count: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
  if (typeof level !== 'number' || level < 10 || level > 60) return undefined;
  return level < 30 ? 'debug' : level < 40 ? 'info' : level < 50 ? 'warn' : 'error';
}
