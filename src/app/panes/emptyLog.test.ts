import { expect, test } from 'vitest';
import type { Build } from '../../features/builds/model/model.ts';
import { completed, running } from '../../features/builds/testing/builds.ts';
import { applySessionEvents, type SessionDelivery } from '../../features/runtimes/model.ts';
import type { FollowStatus } from '../../hooks/index.ts';
import { emptyBuildLog, emptyProcessLog } from './emptyLog.ts';

const live: FollowStatus = { phase: 'live' };
const liveOnly: FollowStatus = { phase: 'live-only', reason: 'no-jetstream' };
const begun = running('b1', 1, []);
const ended = completed('b1', 1, 2, []);
const queued: Build = { ...begun, status: 'queued', begun: false };

test.each<[string, Build | null, FollowStatus, string]>([
  ['no build', null, live, 'No output yet'],
  ['one that waits', queued, live, 'Waiting to start. Output appears here.'],
  ['one that runs', begun, live, 'No output yet'],
  ['one that has passed', ended, live, 'This build printed nothing'],
  ['one that has failed', { ...ended, status: 'failed' }, live, 'This build printed nothing'],
  [
    'one cancelled while it ran',
    { ...ended, status: 'cancelled' },
    live,
    'This build printed nothing',
  ],
  [
    'one cancelled while it waited',
    { ...queued, status: 'cancelled' },
    live,
    'This build never started',
  ],
  ['one that has ended, without history', ended, liveOnly, 'No output of this build is kept here'],
])('an empty log of %s', (_, build, log, text) => {
  expect(emptyBuildLog(build, log)).toBe(text);
});

test('an empty log of a process', () => {
  const session = (...types: ('started' | 'stopped')[]) => {
    const deliveries = types.map((type, timestamp) => ({
      event: { type, sessionId: 's1', timestamp, data: {} },
      meta: { name: `runtime.${type}`, subject: `slate.runtime.${type}.s1`, replayed: false },
    })) as SessionDelivery[];
    return applySessionEvents({}, deliveries, 0).s1 ?? null;
  };
  expect(emptyProcessLog(null, live)).toBe('No output yet');
  expect(emptyProcessLog(session('started'), live)).toBe('No output yet');
  expect(emptyProcessLog(session('started', 'stopped'), live)).toBe('This process printed nothing');
  expect(emptyProcessLog(session('started', 'stopped'), liveOnly)).toBe(
    'No output of this process is kept here',
  );
});
