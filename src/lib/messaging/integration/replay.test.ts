import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { activityViews } from '../../../features/activity/views.ts';
import { recentBuildsView } from '../../../features/builds/model/views.ts';
import { openReplayedLog } from '../../../hooks/replay/openReplayedLog.ts';
import { logLine } from '../../log/eventRows.ts';
import type { LogPattern } from '../../log/feed/feedTypes.ts';
import { LogFeed } from '../../log/feed/LogFeed.ts';
import { LogBuffer } from '../../log/LogBuffer.ts';
import { openHistory } from '../history/history.ts';
import { sessionsView } from '../../../features/runtimes/views.ts';
import { systemClock } from '../clock.ts';
import { Replay } from '../replay/Replay.ts';
import { range, Rig, type RigClient } from '../testing/rig.ts';
import { until } from '../testing/until.ts';
import type { View } from '../views/defineView.ts';
import { Views } from '../views/Views.ts';
import { liveSource, type ViewSource } from '../views/viewSource.ts';

let rig: Rig;
let client: RigClient;
let project = '';
let projects = 0;

beforeAll(async () => {
  rig = await Rig.start();
  return () => rig.end();
});
beforeEach(async () => {
  client = await rig.liveClient();
  await rig.makeStreams(client);
  projects += 1;
  project = `p${projects}`;
});
afterEach(() => rig.tidy());

const durable = { durable: true };
const viewsOf = (source: ViewSource) => {
  const schedule = (task: () => void) => systemClock.after(1, task);
  const views = new Views({ source, clock: systemClock, schedule });
  rig.onEnd(() => views.dispose());
  return views;
};

/** What no event says: when it was read, and what agents answered then. */
const passing = new Set(['receivedAt', 'listenedSince', 'isUnanswered']);

const lasting = (state: unknown): unknown =>
  JSON.parse(
    JSON.stringify(state, (key, value: unknown) => {
      if (passing.has(key)) return undefined;
      return value instanceof Map ? [...value] : value;
    }),
  );

/** What a project's builds and processes say, one event after the other, and which views see it. */
function story(projectId: string, builds: number) {
  return range(builds).flatMap((n) => {
    const sessionId = `${projectId}-s${n}`;
    const build = (
      name: 'queued' | 'started' | 'progress' | 'completed' | 'failed' | 'log',
      data: Readonly<Record<string, unknown>> = {},
    ) => {
      const fields = { projectId, data: { buildId: `b${n}`, number: n + 1, ...data } };
      return {
        seenBy: name === 'log' ? [] : [0, 1],
        publish: () => client.publish(`build.${name}`, fields, durable),
      };
    };
    const runtime = (name: 'started' | 'stopped', data: Readonly<Record<string, unknown>>) => ({
      seenBy: [2],
      publish: () =>
        client.publish(`runtime.${name}`, { sessionId, data: { projectId, ...data } }, durable),
    });
    return [
      build('queued', { startedBy: 'Ada' }),
      build('started', { steps: [{ name: 'test', status: 'running' }] }),
      build('progress', { percent: 40 }),
      build('log', { message: `line ${n}` }),
      runtime('started', { command: 'x' }),
      build('progress', { percent: 80 }),
      n % 2 === 0 ? build('completed', { durationMs: 5 }) : build('failed', { step: 'test' }),
      runtime('stopped', { exitCode: n }),
    ];
  });
}

const arrived = (replay: Replay) =>
  until(
    () => ['paused', 'ended'].includes(replay.getSnapshot().state.phase),
    'the replay is there',
  );

it('shows at every event what the live views had shown, in any order of seeks', async () => {
  const shown: readonly (readonly [View<unknown>, string])[] = [
    [recentBuildsView, project],
    [activityViews[0], project],
    [sessionsView, '*'],
  ];
  const live = viewsOf(liveSource(client));
  const read = shown.map(() => 0);
  const stores = shown.map(([view, param], index) => {
    const counting: typeof view = {
      ...view,
      reduce: (state, deliveries, context) => {
        read[index] = (read[index] ?? 0) + deliveries.length;
        return view.reduce(state, deliveries, context);
      },
    };
    return live.store(counting, param);
  });
  for (const store of stores) store.subscribe(() => {});
  await until(() => stores.every((store) => store.getState().status.phase === 'live'));
  const states = () => stores.map((store) => lasting(store.getState().state));
  /** By the number of events on the time line. */
  const wasLive = [states()];
  const from = Date.now() - 1;
  const told = shown.map(() => 0);
  for (const { publish, seenBy } of story(project, 6)) {
    await publish();
    for (const index of seenBy) told[index] = (told[index] ?? 0) + 1;
    await until(() => read.every((count, index) => count >= (told[index] ?? 0)));
    wasLive.push(states());
  }
  const stored = wasLive.length - 1;

  const reader = await rig.liveClient();
  const replay = new Replay({
    client: reader,
    range: { from, to: Date.now() + 1 },
    subjects: [`slate.build.*.${project}`, 'slate.runtime.*.*'],
  });
  rig.onEnd(() => replay.close());
  const past = viewsOf(replay.source);
  const replayed = shown.map(([view, param]) => past.store(view, param));
  for (const store of replayed) store.subscribe(() => {});
  await arrived(replay);
  expect(replay.getSnapshot()).toMatchObject({ length: stored, removedUntil: null });
  const seeks = [stored, 0, 3, ...range(30).map(() => Math.floor(Math.random() * (stored + 1)))];
  for (const index of seeks) {
    replay.dispatch({ kind: 'seek', to: { kind: 'index', index } });
    await arrived(replay);
    await until(() => replayed.every((store) => store.getState().status.phase === 'recorded'));
    const all = () => replayed.map((store) => lasting(store.getState().state));
    await until(
      () => isDeepStrictEqual(all(), wasLive[index]),
      `event ${index} of ${seeks.join(' ')}`,
    );
  }
});

it('says what the server has removed of the range, and replays the rest', async () => {
  const from = Date.now() - 1;
  for (const { publish } of story(project, 2)) await publish();
  const { state } = await rig.api('STREAM.INFO.SLATE_EVENTS');
  const { last_seq: last = 0 } = state as { last_seq?: number };
  await rig.api('STREAM.PURGE.SLATE_EVENTS', { seq: last - 3 });
  const replay = new Replay({
    client,
    range: { from, to: Date.now() + 1 },
    subjects: [`slate.build.*.${project}`, 'slate.runtime.*.*'],
  });
  rig.onEnd(() => replay.close());
  await arrived(replay);
  const { length, removedUntil } = replay.getSnapshot();
  // Four events, and the log lines, which are in a stream of their own.
  expect(length).toBe(4 + 2);
  expect(removedUntil).toBeGreaterThan(from);
});

it('reads a log up to the moment, goes on with it line by line, and back', async () => {
  const from = Date.now() - 1;
  const lines = 40;
  for (const n of range(lines)) {
    const data = { message: `line ${n + 1}`, buildId: 'b' };
    await client.publish('build.log', { projectId: project, data }, durable);
  }
  const pattern: LogPattern = `slate.build.log.${project}`;
  const replay = new Replay({
    ...{ client, subjects: [pattern], range: { from, to: Date.now() + 1 } },
  });
  rig.onEnd(() => replay.close());
  let log: LogBuffer | null = null;
  const shown = () => [...(log?.rows() ?? [])].map((row) => ('message' in row ? row.message : ''));
  let readings = 0;
  const stop = openReplayedLog(
    replay,
    () => ({
      history: openHistory(replay.client, pattern as LogPattern),
      toLine: ({ event, meta }) => logLine(event, meta.seq),
      ...{ startTime: null, endTime: null },
    }),
    (source) => {
      const buffer = new LogBuffer();
      return { buffer, feed: new LogFeed(source, buffer) };
    },
    ({ buffer }) => {
      readings += 1;
      log = buffer;
    },
  );
  rig.onEnd(stop);
  const first = (count: number) => range(count).map((n) => `line ${n + 1}`);
  const goTo = async (index: number) => {
    replay.dispatch({ kind: 'seek', to: { kind: 'index', index } });
    await until(() => isDeepStrictEqual(shown(), first(index)), `${index} lines`);
  };
  await arrived(replay);
  await until(() => shown().length === lines);
  for (const index of [12, 30, 31, 7, 0, 40]) await goTo(index);
  // Going on reads nothing again.
  const before = readings;
  await goTo(39);
  await goTo(40);
  expect(readings).toBe(before + 1);
});
