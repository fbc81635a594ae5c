import { expect, test } from 'vitest';
import type { MessagingClient } from '../../src/lib/messaging/index.ts';
import { LIVE } from '../testing/fakeClient.ts';
import { createBusyCheck } from '../projects/records/busy.ts';
import { watchSessions } from './sessionWatch.ts';

/** A watch that hears what a test says, at the time that it says. */
function setUp({ since = 0 } = {}) {
  const handlers = new Map<string, (event: object) => void>();
  let time = 100_000;
  const client = {
    getState: () => ({ ...LIVE, since }),
    subscribe: (pattern: string, handler: (event: object) => void) => {
      handlers.set(pattern, handler);
      return () => {};
    },
  } as unknown as MessagingClient;
  const watch = watchSessions(client, () => time);
  return {
    watch,
    pass: (ms: number) => void (time += ms),
    hear(type: 'status' | 'stopped', sessionId: string, data: object = {}) {
      handlers.get(`slate.runtime.${type}.*`)?.({
        sessionId,
        data: { projectId: 'web', heartbeatMs: 2_000, ...data },
      });
    },
  };
}

test('a session runs as long as it says so, or has not been silent for too long', () => {
  const { watch, hear, pass } = setUp();
  hear('status', 'a', { state: 'running' });
  hear('status', 'other', { projectId: 'api' });
  expect(watch.running('web')).toEqual(['a']);
  pass(24_000);
  expect(watch.running('web')).toEqual(['a']);
  pass(1);
  expect(watch.running('web')).toEqual([]);
});

test.each([
  ['status', { state: 'stopped' }],
  ['status', { state: 'failed' }],
  ['stopped', {}],
] as const)('%s %j ends it', (type, data) => {
  const { watch, hear } = setUp();
  hear('status', 'a');
  hear(type, 'a', data);
  expect(watch.running('web')).toEqual([]);
});

test('a project is busy while its process runs here or elsewhere, and says where', async () => {
  const { watch, hear } = setUp();
  const own: { sessionId: string; state: string }[] = [];
  const busyWith = createBusyCheck({
    builds: { current: () => null },
    runtimes: { list: () => own as never },
    hasJob: async () => false,
    sessions: watch,
  });
  expect(await busyWith('web')).toBeNull();
  hear('status', 'a');
  expect(await busyWith('web')).toBe(
    'Its process is running on another agent (session a): stop it first.',
  );
  own.push({ sessionId: 'a', state: 'running' });
  expect(await busyWith('web')).toBe('Its process is running: stop it first.');
  // Its own end is known here before it has come back as an event.
  own.splice(0, 1, { sessionId: 'a', state: 'stopped' });
  expect(await busyWith('web')).toBeNull();
});

test('an agent that has just come is not sure before it could have heard everybody', async () => {
  const { watch } = setUp({ since: 97_020 });
  let isSettled = false;
  const settled = watch.settled().then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  await settled;
  await setUp().watch.settled();
});
