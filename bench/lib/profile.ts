import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { basename, join } from 'node:path';
import type { CDPSession } from '@playwright/test';
import { table } from './figures.ts';

const SAMPLE_US = 500;
const TOLD_SPOTS = 30;

type Profile = Awaited<ReturnType<typeof stopProfile>>;

export async function startProfile(cdp: CDPSession): Promise<void> {
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await cdp.send('Profiler.start');
}

export async function stopProfile(cdp: CDPSession) {
  return (await cdp.send('Profiler.stop')).profile;
}

export interface HotSpot {
  /** Function and file, as in the sources. */
  readonly where: string;
  /** Of all time that was not idle. */
  readonly share: number;
}

/** Where the time went, by the function that was running, most first. @param dir of the built files */
export function hotSpots(
  { nodes, samples = [], timeDeltas = [] }: Profile,
  dir: string,
): HotSpot[] {
  const locate = createLocator(dir);
  const places = new Map(nodes.map(({ id, callFrame }) => [id, locate(callFrame)]));
  const time = new Map<string, number>();
  samples.forEach((id, at) => {
    const where = places.get(id) ?? '?';
    if (where === '(idle)') return;
    time.set(where, (time.get(where) ?? 0) + (timeDeltas[at] ?? 0));
  });
  const total = [...time.values()].reduce((sum, us) => sum + us, 0);
  return [...time]
    .map(([where, us]) => ({ where, share: us / total }))
    .sort((a, b) => b.share - a.share);
}

type CallFrame = Profile['nodes'][number]['callFrame'];

function createLocator(dir: string): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap | null>();
  const mapOf = (url: string) => {
    const known = maps.get(url);
    if (known !== undefined) return known;
    const map = readMap(join(dir, 'assets', basename(new URL(url).pathname)));
    maps.set(url, map);
    return map;
  };
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === '') return functionName || '(native)';
    const map = url.startsWith('http') ? mapOf(url) : null;
    const { originalSource, originalLine, name } = readEntry(map, lineNumber, columnNumber);
    if (originalSource === undefined) return `${functionName} ${basename(url)}`;
    const source = originalSource.replace(/^(\.\.\/)+/, '').replace(/^.*node_modules\//, '');
    return `${name || functionName || '(anonymous)'} ${source}:${(originalLine ?? 0) + 1}`;
  };
}

/** Node's types know neither the name nor that nothing may be found. */
function readEntry(
  map: SourceMap | null,
  line: number,
  column: number,
): Partial<SourceMapping & { name: string }> {
  return map?.findEntry(line, column) ?? {};
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    // A file without a map is told of by its own name.
    return null;
  }
}

/** The functions that took most, as text. */
export function hotSpotTable(spots: readonly HotSpot[]): string {
  const rows = spots
    .slice(0, TOLD_SPOTS)
    .map(({ where, share }) => [where, `${(share * 100).toFixed(1)} %`]);
  return table(['function', 'self'], rows);
}
