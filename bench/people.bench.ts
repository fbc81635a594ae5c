// A project's page with a thousand people in it, who are simulated on the wire just as pages are:
// a beat every ten seconds, and an answer to whoever joins. Prints how busy the page is.
import { connect } from '@nats-io/transport-node';
import { v7 } from 'uuid';
import { people as peopleOn } from '../e2e/page.ts';
import { frameFigures, ms, table } from './lib/figures.ts';
import { hotSpotTable } from './lib/profile.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

/** What a page does; see features/presence/useTellPresence.ts. */
const BEAT_MS = 10_000;
const ANSWER_WITHIN_MS = 400;
const TICK_MS = 20;

const { people, seconds, profile } = readBenchSettings(process.env);
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
    .getByText(String(people + 1), { exact: true })
    .waitFor();
  const listed = await peopleOn(page).count();
  // The answers to our joining are over when each of them has beaten once.
  await wait(BEAT_MS);
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
          view: views[person % views.length],
        },
      }),
    );
  const startedAt = performance.now();
  let beats = 0;
  // Spread over the beat, as people come when they come.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / BEAT_MS) * count);
    for (; beats < due; beats++) tell(beats % count, beats < count ? 'joined' : 'presence');
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
