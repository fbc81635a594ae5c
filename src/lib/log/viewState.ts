import { describeLines, type LineRange, readLines } from './lineRange.ts';
import { type LogLevel } from './rows.ts';

export type TimeMode = 'off' | 'clock' | 'relative';

/** What is shared of a log's view. */
export interface LogViewState {
  readonly lines: LineRange | null;
  readonly query: string;
  readonly isRegex: boolean;
  /** 'filter' shows only matches. */
  readonly mode: 'highlight' | 'filter';
  /** Empty shows all. */
  readonly levels: readonly LogLevel[];
  readonly time: TimeMode;
}

export const defaultLogView: LogViewState = {
  lines: null,
  query: '',
  isRegex: false,
  mode: 'highlight',
  levels: [],
  time: 'off',
};

export const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
const TIMES: readonly TimeMode[] = ['off', 'clock', 'relative'];
const KEYS = ['line', 'q', 'regex', 'filter', 'level', 'time'] as const;
const MAX_QUERY = 1_000;

export interface ReadLogView {
  readonly view: LogViewState;
  /** Parameters with invalid values. */
  readonly ignored: readonly string[];
}

const nameOf = (key: (typeof KEYS)[number], owner: string) =>
  owner === '' ? key : `${owner}.${key}`;

/** @param owner whose log it is, where the address names several */
export function readLogView(search: string, owner = ''): ReadLogView {
  const params = new URLSearchParams(search);
  const ignored: string[] = [];
  function take<T>(key: (typeof KEYS)[number], read: (text: string) => T | null, other: T): T {
    const name = nameOf(key, owner);
    const text = params.get(name);
    if (text === null) return other;
    const value = read(text);
    if (value !== null) return value;
    ignored.push(name);
    return other;
  }
  const flag = (text: string) => (text === '1' ? true : text === '0' ? false : null);
  const query = (text: string) => (text.length <= MAX_QUERY ? text : null);
  const time = (text: string) => TIMES.find((mode) => mode === text) ?? null;
  const view: LogViewState = {
    lines: take('line', readLines, null),
    query: take('q', query, ''),
    isRegex: take('regex', flag, false),
    mode: take('filter', flag, false) ? 'filter' : 'highlight',
    levels: take('level', readLevels, []),
    time: take('time', time, 'off'),
  };
  return { view, ignored };
}

/** Other parameters are kept. */
export function writeLogView(search: string, view: LogViewState, owner = ''): string {
  const params = new URLSearchParams(search);
  for (const key of KEYS) params.delete(nameOf(key, owner));
  const set = (key: (typeof KEYS)[number], value: string) => params.set(nameOf(key, owner), value);
  const { lines, query, levels } = view;
  if (lines !== null) set('line', describeLines(lines));
  if (query !== '') set('q', query);
  if (view.isRegex) set('regex', '1');
  if (query !== '' && view.mode === 'filter') set('filter', '1');
  if (levels.length > 0) set('level', levels.join(','));
  if (view.time !== 'off') set('time', view.time);
  // People read addresses; a comma need not be escaped.
  const text = params.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

function readLevels(text: string): readonly LogLevel[] | null {
  const wanted = new Set(text.split(','));
  const known = LOG_LEVELS.filter((level) => wanted.has(level));
  return known.length === wanted.size ? known : null;
}
