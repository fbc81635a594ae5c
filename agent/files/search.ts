import { setImmediate as breathe } from 'node:timers/promises';
import { RE2JS, RE2JSException } from 're2js';
import * as z from 'zod/mini';
import type { CommandOutput, FileEntry } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal, parseJson } from '../../src/lib/messaging/index.ts';
import type { OpenFiles } from './fileEntry.ts';
import { readRegularFile } from './replaceFile.ts';

const MAX_QUERY_CHARS = 500;
const MAX_MATCHES = 200;
/** Of one answer: the page shows what is there while it asks for the next. */
const PAGE_MS = 400;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** More of a line is not searched: it was written by a program. */
const MAX_LINE_CHARS = 10_000;
const SHOWN_CHARS = 240;
const SHOWN_BEFORE = 60;
/** Lines between looks at the clock. */
const LINES = 64;

export interface SearchInput {
  readonly query: string;
  readonly regex?: boolean | undefined;
  readonly matchCase?: boolean | undefined;
  readonly cursor?: string | undefined;
}

type Found = { readonly at: number; readonly length: number };
type Find = (line: string) => Found | null;

const cursorSchema = z.object({ path: z.string(), line: z.number() });

/**
 * One page of the lines that match, by path. Files that are big or binary are left out. Expressions
 * run in linear time, whatever they are.
 * @param now milliseconds, monotone
 * @throws CommandRefusal 'invalid'
 */
export async function searchFiles(
  files: Pick<OpenFiles, 'below' | 'locate'>,
  input: SearchInput,
  now: () => number = () => performance.now(),
): Promise<CommandOutput<'file.search'>> {
  const find = compile(input);
  const from = readCursor(input.cursor);
  const until = now() + PAGE_MS;
  const matches: CommandOutput<'file.search'>['matches'] = [];
  let searched = 0;
  const all = files
    .below('')
    .filter(({ kind, path }) => kind === 'file' && path >= from.path)
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of all) {
    const first = file.path === from.path ? from.line : 0;
    if (searched > 0 && now() >= until) return page(file.path, 0);
    searched += 1;
    const lines = await readLines(files, file);
    for (let line = first; line < lines.length; line++) {
      if (matches.length >= MAX_MATCHES) return page(file.path, line);
      if (line % LINES === LINES - 1) {
        await breathe();
        if (line > first + LINES && now() >= until) return page(file.path, line);
      }
      const text = (lines[line] ?? '').slice(0, MAX_LINE_CHARS);
      const found = find(text);
      if (found) matches.push({ ...show(text, found), ...place(file, line, found) });
    }
  }
  return { matches, searched, done: true };

  function page(path: string, line: number) {
    const cursor = Buffer.from(JSON.stringify({ path, line })).toString('base64url');
    return { matches, searched, cursor, done: false };
  }
}

const place = ({ fileId, path }: FileEntry, line: number, { at }: Found) => ({
  ...{ fileId, path },
  line: line + 1,
  column: at + 1,
});

function show(text: string, { at, length }: Found) {
  const start = Math.max(0, Math.min(at - SHOWN_BEFORE, text.length - SHOWN_CHARS));
  const shown = text.slice(start, start + SHOWN_CHARS);
  return { text: shown, start: at - start, length: Math.min(length, shown.length - (at - start)) };
}

function compile({ query, regex = false, matchCase = false }: SearchInput): Find {
  if (query === '') throw new CommandRefusal('invalid', 'There is nothing to search for.');
  if (query.length > MAX_QUERY_CHARS) {
    throw new CommandRefusal('invalid', `A search has at most ${MAX_QUERY_CHARS} characters.`);
  }
  // Quoted, too: lower-casing a line could move what comes after.
  if (!regex && matchCase) {
    return (line) => {
      const at = line.indexOf(query);
      return at === -1 ? null : { at, length: query.length };
    };
  }
  try {
    const pattern = RE2JS.compile(
      regex ? query : RE2JS.quote(query),
      matchCase ? 0 : RE2JS.CASE_INSENSITIVE,
    );
    return (line) => {
      const matcher = pattern.matcher(line);
      if (!matcher.find()) return null;
      return { at: matcher.start(), length: matcher.end() - matcher.start() };
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new CommandRefusal('invalid', `This is not a regular expression: ${reasonOf(error)}.`);
  }
}

/** Without the expression as the library has it, which nobody typed. */
function reasonOf({ message }: Error): string {
  return message.replace(/^error parsing regexp: /, '').replace(/: `.*`$/s, '');
}

function readCursor(cursor: string | undefined): z.infer<typeof cursorSchema> {
  if (cursor === undefined) return { path: '', line: 0 };
  try {
    const text = Buffer.from(cursor.slice(0, 4_096), 'base64url').toString();
    const result = cursorSchema.safeParse(parseJson(text));
    if (result.success) return result.data;
  } catch {
    // Below.
  }
  throw new CommandRefusal('invalid', 'The search can’t go on from there: search again.');
}

async function readLines(
  files: Pick<OpenFiles, 'locate'>,
  { fileId, size }: FileEntry,
): Promise<readonly string[]> {
  if (size > MAX_FILE_BYTES) return [];
  try {
    const read = await readRegularFile(await files.locate(fileId), MAX_FILE_BYTES);
    if (read === 'too-big' || read.content.subarray(0, 8_000).includes(0)) return [];
    return read.content.toString('utf8').split(/\r?\n/);
  } catch {
    // Gone meanwhile.
    return [];
  }
}
