// A project's page with a thousand people in it, who are simulated on the wire just as pages are:
// heartbeats, and an answer to each newcomer. Prints how busy the page is.
import { connect } from '@nats-io/transport-node';
import { v7 } from 'uuid';
import { people as peopleOn } from '../e2e/support/page.ts';
import { frameFigures, ms, table } from './lib/figures.ts';
import { hotSpotTable } from './lib/profile.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

const { people, seconds, profile } = readBenchSettings(process.env);
/** What a page does; see hooks/presence/roomPace.ts. */
const BEAT_MS = Math.min(60_000, Math.max(10_000, people * 50));
const ANSWER_WITHIN_MS = Math.min(2_000, Math.max(400, people * 2));
const JOIN_WITHIN_MS = 10_000;
const TICK_MS = 20;

const target = { projectId: 'crowded', buildId: 'none' };
const rig = await startRig();
const crowd = await startCrowd(people);
try {
  const bench = await rig.open({
    candidate: 'slate',
    target,
    path: `/projects/${target.projectId}`,
  });
  const { page } = bench;
  // All of them and the page itself; the panel may list only some, but tells how many there are.
  await page
    .getByRole('region', { name: 'People here' })
    .getByText((people + 1).toLocaleString('en'), { exact: true })
    .waitFor();
  const listed = await peopleOn(page).count();
  // All have joined, and have answered us.
  await wait(JOIN_WITHIN_MS);
  if (profile) await bench.startProfile();
  const before = { busy: await bench.busySeconds(), at: performance.now() };
  await wait(seconds * 1_000);
  const wall = (performance.now() - before.at) / 1_000;
  const busy = (await bench.busySeconds()) - before.busy;
  const hotSpots = profile ? await bench.stopProfile() : [];
  // Afterwards: looking at every frame is work too.
  await bench.begin(Number.MAX_SAFE_INTEGER);
  await wait(seconds * 1_000);
  const { frames, longTasks } = await bench.report();
  const figures = frameFigures(frames);
  const header = ['', 'main thread busy', 'frame p50', 'p95', 'max', 'long tasks', 'heap MB'];
  const row = [
    `${people} people, ${listed} listed, ${wall.toFixed(0)} s`,
    `${((busy / wall) * 100).toFixed(1)} %`,
    ms(figures.p50),
    ms(figures.p95),
    ms(figures.max),
    `${longTasks.count} (${ms(longTasks.totalMs)} ms)`,
    (await bench.heapMb()).toFixed(0),
  ];
  process.stdout.write(`${table(header, [row])}\n`);
  if (profile) process.stdout.write(`\n${hotSpotTable(hotSpots)}\n`);
  await bench.close();
} finally {
  await crowd.close();
  await rig.close();
}

function wait(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

/** So many pages of so many people, on one connection. */
async function startCrowd(count: number): Promise<{ close(): Promise<void> }> {
  const connection = await connect({ servers: rig.server.tcpUrl });
  const views = ['Project', 'Build log', 'Watching the build'];
  const tell = (person: number, type: 'joined' | 'presence') =>
    connection.publish(
      `slate.collab.${type}.${target.projectId}`,
      JSON.stringify({
        id: v7(),
        type,
        projectId: target.projectId,
        timestamp: Date.now(),
        userId: `person-${person}`,
        data: {
          name: `Person ${person}`,
          sessionId: `tab-${person}`,
          state: person % 5 === 0 ? 'away' : 'active',
          heartbeatMs: BEAT_MS,
          view: views[person % views.length],
        },
      }),
    );
  const startedAt = performance.now();
  let joined = 0;
  let beats = 0;
  const timer = setInterval(() => {
    const passed = performance.now() - startedAt;
    const here = Math.min(count, Math.floor((passed / JOIN_WITHIN_MS) * count));
    for (; joined < here; joined++) tell(joined, 'joined');
    if (joined < count) return;
    const due = Math.floor(((passed - JOIN_WITHIN_MS) / BEAT_MS) * count);
    for (; beats < due; beats++) tell(beats % count, 'presence');
  }, TICK_MS);
  connection.subscribe(`slate.collab.joined.${target.projectId}`, {
    callback: (_error, message) => {
      if (message.string().includes('"userId":"person-')) return;
      for (let person = 0; person < count; person++) {
        setTimeout(() => tell(person, 'presence'), Math.random() * ANSWER_WITHIN_MS);
      }
    },
  });
  await connection.flush();
  return {
    async close() {
      clearInterval(timer);
      await connection.close();
    },
  };
}
