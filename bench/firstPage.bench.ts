// The first page, with all that ten projects ever built in the stream. Prints how long it takes
// until each project shows its last build, and how much of that the page works.
import { connect } from '@nats-io/transport-node';
import { v7 } from 'uuid';
import { ms, quantile, table } from './lib/figures.ts';
import { hotSpotTable } from './lib/profile.ts';
import { startRig } from './lib/rig.ts';
import { readBenchSettings } from './lib/settings.ts';

const PROJECTS = 10;
const EVENTS_OF_A_BUILD = 100;
/** Every so many messages one asks for its ack. */
const ACK_EVERY = 1_000;

const { history, rounds, profile } = readBenchSettings(process.env);
const rig = await startRig();
try {
  await storeBuilds(history);
  const loads: { shownMs: number; busyMs: number; heapMb: number }[] = [];
  for (let round = 0; round < rounds; round++) loads.push(await load(profile && round === 0));
  const middle = (values: readonly number[]) => ms(quantile(values, 0.5));
  const header = ['', 'all builds shown, ms', 'main thread, ms', 'heap MB'];
  const row = [
    `${history.toLocaleString('en')} build events of ${PROJECTS} projects, the middle of ${rounds}`,
    middle(loads.map(({ shownMs }) => shownMs)),
    middle(loads.map(({ busyMs }) => busyMs)),
    middle(loads.map(({ heapMb }) => heapMb)),
  ];
  process.stdout.write(`${table(header, [row])}\n`);
} finally {
  await rig.close();
}

/** In a browser that has never been there. */
async function load(isProfiled: boolean) {
  const bench = await rig.open({
    candidate: 'slate',
    target: { projectId: 'none', buildId: 'none' },
    path: '/',
    waitUntil: 'commit',
  });
  if (isProfiled) await bench.startProfile();
  const shown = await bench.page.waitForFunction(
    (count) => {
      const rows = [...document.querySelectorAll('main li')].filter(
        (row) => row.textContent?.includes('project-') && row.querySelector('time'),
      );
      return rows.length >= count && performance.now();
    },
    PROJECTS,
    { polling: 20 },
  );
  const shownMs = Number(await shown.jsonValue());
  const busyMs = (await bench.busySeconds()) * 1_000;
  if (isProfiled) process.stdout.write(`${hotSpotTable(await bench.stopProfile())}\n`);
  const heapMb = await bench.heapMb();
  await bench.close();
  return { shownMs, busyMs, heapMb };
}

async function storeBuilds(events: number): Promise<void> {
  const connection = await connect({ servers: rig.server.tcpUrl });
  let ack: Promise<unknown> = Promise.resolve();
  for (let at = 0; at < events; at++) {
    // Builds of the projects run at the same time.
    const projectId = `project-${at % PROJECTS}`;
    const step = Math.floor(at / PROJECTS);
    const [type, body] = buildEvent(projectId, step);
    const subject = `slate.build.${type}.${projectId}`;
    if (at % ACK_EVERY < ACK_EVERY - 1 && at < events - 1) connection.publish(subject, body);
    else {
      await ack;
      ack = connection.request(subject, body, { timeout: 60_000 });
    }
  }
  await ack;
  await connection.close();
}

function buildEvent(projectId: string, at: number): [type: string, body: string] {
  const build = Math.floor(at / EVENTS_OF_A_BUILD);
  const percent = at % EVENTS_OF_A_BUILD;
  const isLast = percent === EVENTS_OF_A_BUILD - 1;
  const type = percent === 0 ? 'started' : isLast ? 'completed' : 'progress';
  const steps = ['install', 'compile', 'test', 'pack'].map((name) => ({ name }));
  const data = {
    buildId: `${projectId}-${build}`,
    number: build + 1,
    ...(type === 'progress'
      ? { percent, step: 'compile', message: `Module ${percent} of 98` }
      : {}),
    ...(type === 'completed' ? { durationMs: 90_000 } : {}),
    steps,
  };
  const body = { id: v7(), type, projectId, timestamp: Date.now(), source: 'bench', data };
  return [type, JSON.stringify(body)];
}
