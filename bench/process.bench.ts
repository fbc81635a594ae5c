// What a process pays for printing under Slate: from the start of a build whose step prints many
// coloured lines to its end stored, and to its last line painted, beside the same program printing
// into /dev/null.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { makePlace } from '../e2e/support/stack.ts';
import { ensureSecrets } from '../scripts/nats/secrets.ts';
import { runAgent } from '../scripts/processes/services.ts';
import { readSettings } from '../scripts/lib/settings.ts';
import { expect } from '@playwright/test';
import type { BenchPage } from './lib/browser.ts';
import { ms, ratio, table } from './lib/figures.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

const { printed } = readBenchSettings(process.env);
const PROJECT = 'printing';
/** Colours change from line to line, as they do in real output. */
const PROGRAM = `
const count = Number(process.argv[2]);
let text = '';
for (let n = 1; n <= count; n++) {
  text += '\\u001b[3' + (n % 7 + 1) + 'msrc/file' + (n % 100) + '.ts\\u001b[0m compiled, line ' + n + '\\n';
  if (text.length < 16384 && n < count) continue;
  require('node:fs').writeSync(1, text);
  text = '';
}`;

const searches = [
  { text: 'line 1500', isRegex: false },
  { text: 'file7\\.ts.*line \\d*7$', isRegex: true },
];

const rig = await startRig();
const place = makePlace();
const stopping = new AbortController();
const watcher = await connect({ servers: rig.server.tcpUrl });
try {
  const dir = await setUp();
  const rows: string[][] = [];
  const found: string[][] = [];
  for (const lines of printed) rows.push(await measure(dir, lines, found));
  process.stdout.write(
    `A build whose step prints coloured lines; seconds of one run each\n${table(
      [
        'lines',
        'into /dev/null',
        'the step',
        'end stored',
        'painted',
        'lines/s stored',
        'events',
        'agent CPU',
        'page CPU',
        'frame p95',
        'max',
        '÷ /dev/null',
      ],
      rows,
    )}\n`,
  );
  process.stdout.write(
    `Searches in these logs, until the last match is counted\n${table(
      ['lines', 'search', 'seconds', 'page CPU', 'frame p95', 'max', 'matches'],
      found,
    )}\n`,
  );
} finally {
  stopping.abort();
  await watcher.close();
  await place.remove();
  await rig.close();
}

/** An agent with the project. @returns the project's directory */
async function setUp(): Promise<string> {
  const dir = join(place.dataDir, 'projects', PROJECT);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'print.cjs'), PROGRAM);
  writeFileSync(join(dir, 'slate.json'), '{}');
  const settings = readSettings({ env: place.env, args: [], cwd: place.dir });
  await runAgent({
    settings: { ...settings, natsPort: rig.server.tcpPort, projects: [] },
    passwords: ensureSecrets(place.dataDir),
    processes: place.processes,
    env: place.env,
    stopping: stopping.signal,
  });
  return dir;
}

async function measure(dir: string, lines: number, found: string[][]): Promise<string[]> {
  const program = [process.execPath, join(dir, 'print.cjs'), String(lines)];
  const command = program.map((word) => JSON.stringify(word)).join(' ');
  const beganAt = performance.now();
  execFileSync(program[0] ?? '', program.slice(1), { stdio: 'ignore' });
  const bareMs = performance.now() - beganAt;
  writeFileSync(
    join(dir, 'slate.json'),
    JSON.stringify({ build: { steps: [{ name: 'Print', command }] } }),
  );
  const bench = await rig.open({
    candidate: 'slate',
    target: { projectId: PROJECT, buildId: 'none' },
    path: `/projects/${PROJECT}/builds`,
  });
  await bench.begin(lines);
  const [agentBefore, pageBefore] = [agentSeconds(), await bench.busySeconds()];
  const counted = countEvents(watcher);
  const startedAt = Date.now();
  const reply = await watcher.request(
    `slate.svc.bench.build.start.${PROJECT}`,
    JSON.stringify({ input: {}, idempotencyKey: `print-${lines}` }),
    { timeout: 10_000 },
  );
  if (!reply.json<{ ok: boolean }>().ok) throw new Error(`It did not start: ${reply.string()}`);
  const end = await counted;
  await bench.untilDone();
  const { lastPaintedAt, frames } = await bench.report();
  const pageSeconds = (await bench.busySeconds()) - pageBefore;
  const agent = agentSeconds() - agentBefore;
  for (const search of searches) found.push(await measureSearch(bench, lines, search));
  await bench.close();
  const sorted = frames.toSorted((a, b) => a - b);
  const storedMs = end.at - startedAt;
  const seconds = (value: number) => (value / 1_000).toFixed(2);
  return [
    lines.toLocaleString('en'),
    seconds(bareMs),
    seconds(end.stepMs),
    seconds(storedMs),
    seconds((lastPaintedAt ?? Number.NaN) - startedAt),
    Math.round(lines / (storedMs / 1_000)).toLocaleString('en'),
    end.events.toLocaleString('en'),
    agent.toFixed(2),
    pageSeconds.toFixed(2),
    ms(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN),
    ms(sorted.at(-1) ?? Number.NaN),
    ratio(storedMs, bareMs),
  ];
}

async function measureSearch(
  bench: BenchPage,
  lines: number,
  { text, isRegex }: (typeof searches)[number],
): Promise<string[]> {
  const { page } = bench;
  const field = page.getByRole('searchbox', { name: 'Search the log' });
  const regex = page.getByRole('button', { name: 'Regular expression' });
  if (((await regex.getAttribute('aria-pressed')) === 'true') !== isRegex) await regex.click();
  // No line that is printed later has this number.
  await bench.begin(Number.MAX_SAFE_INTEGER);
  const before = await bench.busySeconds();
  const startedAt = performance.now();
  await field.fill(text);
  const matches = page.getByRole('status', { name: 'Matches' });
  await expect(matches).toHaveText(/^(\d[\d,]*( of \d[\d,]*)?|none)$/, { timeout: 120_000 });
  const took = performance.now() - startedAt;
  const count = (await matches.textContent()) ?? '';
  const { frames } = await bench.report();
  const busy = (await bench.busySeconds()) - before;
  await field.fill('');
  const sorted = frames.toSorted((a, b) => a - b);
  return [
    lines.toLocaleString('en'),
    isRegex ? `/${text}/` : text,
    (took / 1_000).toFixed(2),
    busy.toFixed(2),
    ms(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN),
    ms(sorted.at(-1) ?? Number.NaN),
    count,
  ];
}

interface End {
  readonly at: number;
  readonly stepMs: number;
  readonly events: number;
}

/** Until a build ends; its end is published once its log is stored. */
async function countEvents(nats: NatsConnection): Promise<End> {
  let events = 0;
  const log = nats.subscribe(`slate.build.log.${PROJECT}`, { callback: () => void (events += 1) });
  try {
    for await (const message of nats.subscribe(`slate.build.*.${PROJECT}`)) {
      const type = message.subject.split('.')[2];
      if (type === 'failed') throw new Error(`The build failed: ${message.string()}`);
      if (type !== 'completed') continue;
      const { data } = message.json<{ data: { steps: { durationMs: number }[] } }>();
      return { at: Date.now(), stepMs: data.steps[0]?.durationMs ?? Number.NaN, events };
    }
    throw new Error('The connection closed before the build ended.');
  } finally {
    log.unsubscribe();
  }
}

/** Seconds of a processor that the agent itself has taken. */
function agentSeconds(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isAgent =
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('agent/main.ts') &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SLATE_DATA_DIR=${place.dataDir}`);
      if (!isAgent) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      // In ticks of 10 ms: user and system time.
      return (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      // It has just ended, or is another user's.
    }
  }
  return Number.NaN;
}
