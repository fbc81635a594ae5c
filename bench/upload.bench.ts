// What an upload does to a log on the same connection: from publish to painted, without an upload and
// while one runs. Prints both and their ratio.
import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { makePlace } from '../e2e/support/stack.ts';
import { ensureSecrets } from '../scripts/nats/secrets.ts';
import { runAgent } from '../scripts/processes/services.ts';
import { readSettings } from '../scripts/lib/settings.ts';
import type { BenchPage } from './lib/browser.ts';
import { frameFigures, latencies, ms, quantile, ratio, table } from './lib/figures.ts';
import { connectPublisher } from './lib/publisher.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

const { rounds, seconds, uploadMb } = readBenchSettings(process.env);
const PROJECT = 'uploads';
const LINES_A_SECOND = 50;
const MB = 1024 ** 2;

interface Measured {
  readonly waits: readonly number[];
  readonly frames: readonly number[];
}

const rig = await startRig();
const place = makePlace();
const stopping = new AbortController();
const publisher = await connectPublisher(rig.server.tcpUrl);
const watcher = await connect({ servers: rig.server.tcpUrl });
try {
  const file = await setUp();
  const alone: Measured[] = [];
  const beside: Measured[] = [];
  const rates: number[] = [];
  const bench = await rig.open({
    candidate: 'slate',
    target: { projectId: PROJECT, buildId: 'none' },
    path: `/projects/${PROJECT}/assets`,
  });
  for (let round = 1; round <= rounds; round++) {
    alone.push(await measure(bench, `alone-${round}`, null));
    await show(bench, `/projects/${PROJECT}/assets`);
    const done = nextAsset();
    const startedAt = Date.now();
    await bench.page.getByLabel('Upload files').setInputFiles(file);
    const uploaded = done.then((at) => {
      rates.push(uploadMb / ((at - startedAt) / 1_000));
      return at;
    });
    beside.push(await measure(bench, `beside-${round}`, uploaded));
    await uploaded;
  }
  await bench.close();
  print(alone, beside, rates);
} finally {
  stopping.abort();
  await watcher.close();
  await publisher.close();
  await place.remove();
  await rig.close();
}

/** An agent with a project that takes uploads. @returns a file to upload */
async function setUp(): Promise<string> {
  const workspace = join(place.dataDir, 'projects', PROJECT);
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'slate.json'), '{}');
  const settings = readSettings({ env: place.env, args: [], cwd: place.dir });
  await runAgent({
    settings: { ...settings, natsPort: rig.server.tcpPort, projects: [] },
    passwords: ensureSecrets(place.dataDir),
    processes: place.processes,
    env: place.env,
    stopping: stopping.signal,
  });
  const file = join(place.dir, 'upload.bin');
  writeFileSync(file, randomFillSync(Buffer.alloc(uploadMb * MB)));
  return file;
}

/** When the next asset is there, by the wall clock. */
async function nextAsset(): Promise<number> {
  const events = watcher.subscribe(`slate.asset.created.${PROJECT}`, { max: 1 });
  for await (const _ of events) return Date.now();
  throw new Error('The connection closed before the upload was done.');
}

async function show({ page }: BenchPage, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState({}, '', to), path);
}

/** Lines of a build at a steady rate. @param until only those that were sent before it count */
async function measure(
  bench: BenchPage,
  buildId: string,
  until: Promise<number> | null,
): Promise<Measured> {
  const target = { projectId: PROJECT, buildId };
  await show(bench, `/projects/${PROJECT}/builds/${buildId}`);
  await publisher.startBuild(target);
  await bench.untilShown(0);
  const lines = seconds * LINES_A_SECOND;
  await bench.begin(lines);
  let end = Number.POSITIVE_INFINITY;
  void until?.then((at) => {
    end = at;
  });
  const sentAt = await publisher.atRate(target, lines, LINES_A_SECOND);
  await bench.untilDone();
  const { painted, frames } = await bench.report();
  const counted = sentAt.map((at) => (at !== undefined && at < end ? at : undefined));
  return { waits: latencies(counted, painted), frames };
}

function print(
  alone: readonly Measured[],
  beside: readonly Measured[],
  rates: readonly number[],
): void {
  const figures = (all: readonly Measured[]) => {
    const waits = all.flatMap((one) => one.waits);
    const frames = frameFigures(all.flatMap((one) => one.frames));
    return { count: waits.length, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99), frames };
  };
  const [without, during] = [figures(alone), figures(beside)];
  const row = (name: string, { count, p50, p99, frames }: typeof without) => [
    name,
    String(count),
    ms(p50),
    ms(p99),
    ms(frames.p95),
    ms(frames.max),
  ];
  process.stdout.write(
    `${LINES_A_SECOND} log lines a second; from publish to painted, ms\n${table(
      ['', 'lines', 'p50', 'p99', 'frame p95', 'max'],
      [
        row('no upload', without),
        row(`during an upload of ${uploadMb} MB`, during),
        ['ratio', '', ratio(during.p50, without.p50), ratio(during.p99, without.p99), '', ''],
      ],
    )}\nThe uploads took ${rates.map((rate) => rate.toFixed(0)).join(', ')} MB/s, digest included.\n`,
  );
}
