import { expect, test } from 'vitest';
import type { FollowState } from '../../messaging/index.ts';
import { LogTail } from './LogTail.ts';
import { delivery, fakeLog } from './testing/fakeLog.ts';

function make() {
  const log = fakeLog(10);
  const states: FollowState['phase'][] = [];
  const seqs: (number | undefined)[] = [];
  const tail = new LogTail(log.source, {
    onEvents: (deliveries) => seqs.push(...deliveries.map(({ meta }) => meta.seq)),
    onState: ({ phase }) => states.push(phase),
    onGap: () => {},
  });
  return { tail, follows: log.follows, states, seqs };
}

test('after a stop it goes on behind the last line that came', () => {
  const { tail, follows, seqs } = make();
  tail.follow({ seq: 11 });
  follows[0]?.observer.onEvents([delivery(11), delivery(14)]);
  tail.stop();
  expect(follows[0]?.isStopped).toBe(true);
  tail.resume();
  expect(follows.map(({ from }) => from)).toEqual([{ seq: 11 }, { seq: 15 }]);
  expect(seqs).toEqual([11, 14]);
});

test('a tail that nothing came to has nowhere to go on', () => {
  const { tail, follows } = make();
  tail.follow({ seq: 11 });
  tail.stop();
  tail.resume();
  expect(follows).toHaveLength(1);
});

test('who begins anew further on leaves the follow before, and tells of no waiting', () => {
  const { tail, follows, states } = make();
  tail.follow({ seq: 11 });
  follows[0]?.observer.onState({ phase: 'waiting' });
  follows[0]?.observer.onState({ phase: 'live' });
  tail.follow({ seq: 50 });
  expect(follows.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  follows[1]?.observer.onState({ phase: 'waiting' });
  follows[1]?.observer.onState({ phase: 'live' });
  // Later on, a lost connection is told.
  follows[1]?.observer.onState({ phase: 'waiting' });
  expect(states).toEqual(['waiting', 'live', 'live', 'waiting']);
});
