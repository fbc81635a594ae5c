import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryOf } from '../lib/entryOf.ts';
import { liveSource, systemClock, type View, Views } from '../lib/messaging/index.ts';
import { encodeJson } from '../lib/messaging/catalog/codec.ts';
import { range, Rig } from '../lib/messaging/testing/rig.ts';
import { until } from '../lib/messaging/testing/until.ts';
import { lastLifecyclesView, recentLifecyclesView } from '../features/projects/views.ts';
import { sessionsOf } from '../features/runtimes/lists.ts';
import { sessionsView, sessionsViews, sessionView } from '../features/runtimes/views.ts';

const SESSIONS = 10_000;
const CHANGES = 5_000;
let rig: Rig;

/** A project that ran 10,000 times, and one that was renamed 5,000 times. */
beforeAll(async () => {
  rig = await Rig.start();
  await rig.makeStreams(await rig.liveClient());
  const driver = await rig.driver();
  const send = (subject: string, event: object) =>
    driver.publish(subject, encodeJson({ timestamp: 1, ...event }));
  const data = { projectId: 'p1' };
  for (const n of range(SESSIONS)) {
    const sessionId = `s${n}`;
    send(`slate.runtime.started.${sessionId}`, { type: 'started', sessionId, data });
    if (n === 0) continue;
    send(`slate.runtime.stopped.${sessionId}`, { type: 'stopped', sessionId, data });
  }
  for (const projectId of ['old', 'gone']) {
    send(`slate.project.created.${projectId}`, { type: 'created', projectId, userId: 'u1' });
  }
  send('slate.project.deleted.gone', { type: 'deleted', projectId: 'gone' });
  for (const n of range(CHANGES)) {
    const renamed = { type: 'updated', projectId: 'p1', data: { name: `Name ${n}` } };
    send('slate.project.updated.p1', renamed);
  }
  const stored = 2 * SESSIONS - 1 + CHANGES + 3;
  await until(async () => (await rig.stored('SLATE_EVENTS')) === stored, 'all is stored');
});
afterAll(() => rig.end());

/** Opens a view as a page does. @returns its state, and how many messages came for it */
async function read<State>(view: View<State>, param = '*') {
  const client = await rig.liveClient();
  const views = new Views({
    source: liveSource(client),
    clock: systemClock,
    schedule: (task) => {
      const timer = setTimeout(task);
      return () => clearTimeout(timer);
    },
  });
  rig.onEnd(() => views.dispose());
  const store = views.store(view, param);
  store.subscribe(() => {});
  await until(() => store.getState().status.phase === 'live');
  return { ...store.getState(), messages: client.getMetrics().messagesIn };
}

it('the list of sessions costs what it shows, however many there were', async () => {
  const { state, status, messages } = await read(sessionsView);
  expect(messages).toBeGreaterThanOrEqual(1_000);
  expect(messages).toBeLessThanOrEqual(1_200);
  expect(status.hasOlder).toBe(true);
  expect(sessionsOf(state, 'p1')[0]?.sessionId).toBe(`s${SESSIONS - 1}`);
  const wider = await read(sessionsViews[1]);
  expect(wider.messages).toBeLessThanOrEqual(4_800);
  expect(Object.keys(wider.state).length).toBeGreaterThan(Object.keys(state).length);
});

it('one session is found however old it is, at the cost of its own events', async () => {
  const first = await read(sessionView, 's0');
  expect(first.state.s0).toMatchObject({ projectId: 'p1', status: 'running' });
  const second = await read(sessionView, 's1');
  expect(second.state.s1).toMatchObject({ status: 'stopped' });
  expect([first.messages, second.messages]).toEqual([1, 2]);
});

it('what became of all projects costs no more for many changes', async () => {
  const recent = await read(recentLifecyclesView);
  expect(recent.messages).toBeLessThanOrEqual(2_400);
  expect(recent.status.hasOlder).toBe(true);
  const last = await read(lastLifecyclesView);
  expect(last.messages).toBe(4);
  const name = `Name ${CHANGES - 1}`;
  expect(entryOf(last.state, 'old')).toMatchObject({ kind: 'present' });
  expect(entryOf(last.state, 'gone')).toMatchObject({ kind: 'deleted' });
  for (const { state } of [recent, last]) expect(entryOf(state, 'p1')).toMatchObject({ name });
});
