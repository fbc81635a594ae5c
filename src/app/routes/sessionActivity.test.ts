import { expect, it } from 'vitest';
import { applySessionEvents, type SessionDelivery } from '../../features/runtimes/model.ts';
import { sessionActivity } from './sessionActivity.ts';

const delivery = (type: string, place: number, data: object) => {
  const event = { type, sessionId: 's1', timestamp: place * 1_000, data };
  return { event, meta: { place, replayed: true } } as unknown as SessionDelivery;
};
const activityAfter = (...deliveries: readonly SessionDelivery[]) => {
  const session = applySessionEvents({}, deliveries, 0).s1;
  return session ? sessionActivity(session) : null;
};
const started = delivery('started', 3, {
  projectId: 'web',
  command: 'npm start',
  startedBy: 'Ada',
});

it('is where it began while it runs, and where it ended afterwards', () => {
  expect(activityAfter(started)).toMatchObject({
    order: 3,
    time: 3_000,
    result: 'started',
    by: 'Ada',
    command: 'npm start',
    ending: null,
  });
  const stopped = delivery('stopped', 9, { exitCode: 0, stoppedBy: 'Bo' });
  expect(activityAfter(started, stopped)).toMatchObject({
    order: 9,
    time: 9_000,
    result: 'stopped',
    durationMs: 6_000,
    endedBy: 'Bo',
    ending: 'exit code 0',
  });
  const crashed = delivery('error', 8, { message: 'It crashed.' });
  const ended = delivery('stopped', 9, { exitCode: 1 });
  expect(activityAfter(started, crashed, ended)).toMatchObject({ result: 'failed', endedBy: null });
});

it('is nothing while neither start nor end is known', () => {
  expect(activityAfter(delivery('error', 1, { message: 'x' }))).toBeNull();
});
