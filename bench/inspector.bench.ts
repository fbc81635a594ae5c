// The inspector under 50,000 messages a second from a plain publisher: how busy the page is, its
// frames and its heap, and whether every message was counted.
import { connect } from '@nats-io/transport-node';
import { frameFigures, ms, table } from './lib/figures.ts';
import { hotSpotTable } from './lib/profile.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

const { seconds, profile } = readBenchSettings(process.env);
const PER_SECOND = 50_000;
const TICK_MS = 4;
const SUBJECTS = 20;

const target = { projectId: 'inspected', buildId: 'none' };
const rig = await startRig();
const connection = await connect({ servers: rig.server.tcpUrl });
let sent = 0;
try {
  const bench = await rig.open({
    candidate: 'slate',
    target,
    path: '/inspector?subject=slate.runtime.status.*',
  });
  const { page } = bench;
  await page.getByText('Listening on').waitFor();
  const flood = async (duration: number) => {
    const total = sent + Math.round((PER_SECOND * duration) / 1_000);
    const startedAt = performance.now();
    const before = sent;
    while (sent < total) {
      const due = before + ((performance.now() - startedAt) * PER_SECOND) / 1_000;
      for (; sent < Math.min(due, total); sent++) publish(sent);
      await wait(TICK_MS);
    }
    await connection.flush();
    return (performance.now() - startedAt) / 1_000;
  };
  await flood(2_000);
  await counted(sent);
  const heapBefore = await bench.heapMb();
  if (profile) await bench.startProfile();
  const busyBefore = await bench.busySeconds();
  const startedAt = performance.now();
  const publishing = await flood(seconds * 1_000);
  await counted(sent);
  const wall = (performance.now() - startedAt) / 1_000;
  const busy = (await bench.busySeconds()) - busyBefore;
  const hotSpots = profile ? await bench.stopProfile() : [];
  const heapAfter = await bench.heapMb();
  // Afterwards: looking at every frame is work too.
  await bench.begin(Number.MAX_SAFE_INTEGER);
  await flood(seconds * 1_000);
  await counted(sent);
  const { frames, longTasks } = await bench.report();
  const figures = frameFigures(frames);
  const header = ['', 'main thread busy', 'frame p50', 'p95', 'max', 'long tasks', 'heap MB'];
  const row = [
    `${(PER_SECOND * seconds).toLocaleString('en')} messages in ${publishing.toFixed(1)} s, counted after ${wall.toFixed(1)} s`,
    `${((busy / wall) * 100).toFixed(1)} %`,
    ms(figures.p50),
    ms(figures.p95),
    ms(figures.max),
    `${longTasks.count} (${ms(longTasks.totalMs)} ms)`,
    `${heapBefore.toFixed(0)} → ${heapAfter.toFixed(0)}`,
  ];
  process.stdout.write(`${table(header, [row])}\n`);
  process.stdout.write(`${await page.getByText(/^Showing/).innerText()}\n`);
  if (profile) process.stdout.write(`\n${hotSpotTable(hotSpots)}\n`);
  await bench.close();

  /** Fails if one is missing. */
  async function counted(total: number): Promise<void> {
    const text = total.toLocaleString('en');
    await page.getByText(new RegExp(`^Showing .* of ${text}$`)).waitFor();
  }
} finally {
  await connection.close();
  await rig.close();
}

function publish(n: number): void {
  const sessionId = `s${n % SUBJECTS}`;
  const data = { state: 'running', cpuPercent: n % 100, memoryBytes: n, projectId: 'inspected' };
  const body = { type: 'status', sessionId, timestamp: Date.now(), data };
  connection.publish(`slate.runtime.status.${sessionId}`, JSON.stringify(body));
}

function wait(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}
