// Slate's log view beside bare nats.ws, xterm.js and react-virtuoso: the same events, one server,
// one browser, one run. Prints figures; whoever reads them judges.
import { ms, quantile, ratio, table } from './lib/figures.ts';
import type { Candidate } from './lib/candidates.ts';
import { hotSpotTable } from './lib/profile.ts';
import { connectPublisher } from './lib/publisher.ts';
import { startRig } from './lib/rig.ts';
import { type Run, type RunOptions, run } from './lib/runs.ts';
import { readBenchSettings } from './lib/settings.ts';

const settings = readBenchSettings(process.env);
const names: Readonly<Record<Candidate, string>> = {
  'bare-core': 'bare nats.ws, subscription',
  'bare-pull': 'bare nats.ws, pull consumer',
  xterm: 'xterm.js',
  virtuoso: 'react-virtuoso',
  slate: 'Slate',
  'slate-search': 'Slate, searching',
};
const pageHeader = ['frame p50', 'p95', 'max', '> 50 ms', 'long tasks', 'CPU s', 'heap MB'];
const say = (text: string) => process.stdout.write(`${text}\n`);

const rig = await startRig();
const publisher = await connectPublisher(rig.server.tcpUrl);
const common = { rig, publisher };
try {
  say(`nats-server ${rig.server.version}, Chromium ${rig.browser.version()}`);
  await measureBursts();
  await measureRates();
  say('\nThe size of the first view: npm run size.');
} finally {
  await publisher.close();
  await rig.close();
}

async function measureBursts(): Promise<void> {
  const { events: lines, rounds, profile } = settings;
  const live = new Map<Candidate, Run[]>();
  const stored = new Map<Candidate, Run[]>();
  for (let round = 0; round < rounds; round++) {
    for (const candidate of settings.candidates) {
      const watched = profile && candidate === 'slate' && round === rounds - 1;
      const options = { ...common, candidate, lines, profile: watched };
      add(live, await attempt({ ...options, flow: { kind: 'burst' } }));
      // The others read no stream.
      if (candidate !== 'slate' && candidate !== 'bare-pull') continue;
      add(stored, await attempt({ ...options, flow: { kind: 'stored' } }));
    }
  }
  say(`\n${count(lines)} log events in one burst; the middle one of ${rounds} runs, ms`);
  say(burstTable(live));
  if (stored.size > 0) {
    say(`\nThe same ${count(lines)} from the stream, stored before the log is opened, ms`);
    say(burstTable(stored));
  }
  say(
    '\nFar behind, Slate goes on at the newest lines and leaves the others in the stream until the',
  );
  say(
    'reader scrolls there; while it searches it reads every one. “held” and “lost” are of its whole',
  );
  say('log, read back line by line.');
  sayHotSpots('one burst', live.get('slate')?.at(-1));
  sayHotSpots('the stream', stored.get('slate')?.at(-1));
}

async function measureRates(): Promise<void> {
  const rows: string[][] = [];
  for (const perSecond of settings.rates) {
    const lines = perSecond * settings.seconds;
    for (const candidate of settings.candidates) {
      // At these rates Slate reads every line anyway.
      if (candidate === 'slate-search') continue;
      const flow = { kind: 'steady', perSecond } as const;
      const profile = settings.profile && candidate === 'slate';
      const done = await attempt({ ...common, candidate, lines, flow, profile });
      if (!done) continue;
      rows.push([
        `${count(perSecond)}/s ${names[candidate]}`,
        ms(done.latency.p50),
        ms(done.latency.p99),
        ...pageCells(done),
        String(done.faults),
      ]);
      sayHotSpots(`${count(perSecond)} lines a second`, done);
    }
  }
  say(`\nLines at a steady rate for ${settings.seconds} s; from publish to painted, ms`);
  const header = ['', 'p50', 'p99', ...pageHeader, 'lost'];
  say(table(header, rows));
}

function pageCells({ frames, longTasks, busySeconds, heapMb }: Run): string[] {
  return [
    ms(frames.p50),
    ms(frames.p95),
    ms(frames.max),
    `${frames.jerks} of ${frames.count}`,
    `${longTasks.count} (${ms(longTasks.totalMs)} ms)`,
    busySeconds.toFixed(2),
    heapMb.toFixed(0),
  ];
}

function burstTable(found: ReadonlyMap<Candidate, readonly Run[]>): string {
  const middles = new Map([...found].map(([candidate, runs]) => [candidate, middle(runs)]));
  const timeOf = (candidate: Candidate) => middles.get(candidate)?.totalMs ?? Number.NaN;
  const header = ['', 'last line', '÷ bare', '÷ pull', '÷ xterm', ...pageHeader];
  const rows = [...middles].map(([candidate, run]) => [
    names[candidate],
    ms(run.totalMs),
    ratio(run.totalMs, timeOf('bare-core')),
    ratio(run.totalMs, timeOf('bare-pull')),
    ratio(run.totalMs, timeOf('xterm')),
    ...pageCells(run),
    run.held === null ? '–' : count(run.held),
    String(run.faults),
    ms(run.publishMs),
  ]);
  return table([...header, 'held', 'lost', 'publishing'], rows);
}

function sayHotSpots(flow: string, run: Run | undefined): void {
  if (!run || run.hotSpots.length === 0) return;
  say(`\nWhere the main thread’s time went, ${flow}`);
  say(hotSpotTable(run.hotSpots));
}

/** By the time of the last line. */
function middle(runs: readonly Run[]): Run {
  const time = quantile(
    runs.map(({ totalMs }) => totalMs),
    0.5,
  );
  const found = runs.find(({ totalMs }) => totalMs === time);
  if (!found) throw new Error('There are no runs to take the middle one of.');
  return found;
}

/** A candidate that does not finish has no row, and the others still have theirs. */
async function attempt(options: RunOptions): Promise<Run | null> {
  try {
    return await run(options);
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
    return null;
  }
}

function add(found: Map<Candidate, Run[]>, run: Run | null): void {
  if (run) found.set(run.candidate, [...(found.get(run.candidate) ?? []), run]);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
