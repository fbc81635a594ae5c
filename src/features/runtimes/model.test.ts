import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../lib/messaging/index.ts';
import { inListOrder, runningElsewhere, sessionsOf, shownSessions, successorOf } from './lists.ts';
import {
  applySessionEvents,
  livenessOf,
  markReceived,
  markUnanswered,
  type SessionDelivery,
  type Session,
  type Sessions,
} from './model.ts';

/** The reader's clock, which is not the publisher's. */
const NOW = 5_000_000;
const HOUR = 3_600_000;

const tell = (type: string, timestamp: number, data: object = {}, sessionId = 's1') =>
  ({
    event: { type, sessionId, timestamp, data },
    meta: {
      name: `runtime.${type}`,
      subject: `slate.runtime.${type}.${sessionId}`,
      replayed: false,
    },
  }) as SessionDelivery;

/** As the stream has it. */
const stored = (
  place: number,
  [type, timestamp, data = {}, sessionId = 's1']: Parameters<typeof tell>,
  ageMs = 0,
) => {
  const { event, meta } = tell(type, timestamp, data, sessionId);
  const where = { seq: 100 + place, storedAt: NOW - ageMs, place, ageMs, replayed: true };
  return { event, meta: { ...meta, ...where } } as SessionDelivery;
};

const run = (...deliveries: SessionDelivery[]) => applySessionEvents({}, deliveries, NOW);
const isAlive = ({ status }: Session) => status === 'running';
const ids = (sessions: readonly { readonly sessionId: string }[]) =>
  sessions.map(({ sessionId }) => sessionId);

describe('applySessionEvents', () => {
  it('follows a session from start to exit', () => {
    const { s1 } = run(
      tell('started', 10, { projectId: 'p1', command: 'node server.js' }),
      tell('status', 20, { cpuPercent: 12, memoryBytes: 1024 }),
      tell('stopped', 30, { exitCode: 0 }),
    );
    expect(s1).toMatchObject({
      status: 'stopped',
      projectId: 'p1',
      command: 'node server.js',
      endedAt: 30,
      exitCode: 0,
      figures: null,
    });
  });

  it('is failed when it ended after an error, in whichever order that comes', () => {
    const failed = [
      tell('error', 29, { message: 'crashed' }),
      tell('stopped', 30, { exitCode: 1 }),
    ];
    expect(run(...failed).s1).toMatchObject({ status: 'failed', error: 'crashed', exitCode: 1 });
    expect(run(...failed.reverse()).s1).toMatchObject({ status: 'failed', exitCode: 1 });
  });

  it('goes on after an error, which is news of it and not its end', () => {
    const error = tell('error', 20, { message: 'out of memory' });
    const started = tell('started', 10, { projectId: 'p1' });
    expect(run(started, error).s1).toMatchObject({
      status: 'running',
      endedAt: null,
      error: 'out of memory',
    });
    const figures = { cpuPercent: 3, memoryBytes: null, pid: null };
    const status = tell('status', 30, { state: 'running', cpuPercent: 3 });
    expect(run(started, error, status).s1).toMatchObject({ status: 'running', figures });
    expect(run(started, error, tell('stopped', 40, { exitCode: 0 })).s1?.status).toBe('stopped');
  });

  it('knows when a session began of which only the end was read', () => {
    const { s1 } = run(tell('stopped', 30, { uptimeMs: 20 }));
    expect(s1).toMatchObject({ status: 'stopped', startedAt: 10, endedAt: 30 });
  });

  it.each(['stopped', 'failed'] as const)('has ended when its status says %s', (state) => {
    const { s1 } = run(tell('started', 10), tell('status', 20, { state, exitCode: 3 }));
    expect(s1).toMatchObject({ status: state, endedAt: 20, exitCode: 3, figures: null });
    const ended = tell('stopped', 21, { exitCode: 3, signal: null });
    expect(run(tell('started', 10), tell('status', 20, { state }), ended).s1).toMatchObject({
      status: state,
      endedAt: 21,
      exitCode: 3,
    });
  });

  it('runs if it says so after its end', () => {
    const runs = { state: 'running', cpuPercent: 1 };
    const stopped = tell('stopped', 30, { exitCode: 0 });
    expect(run(stopped, tell('status', 40, runs)).s1).toMatchObject({
      status: 'running',
      endedAt: null,
      exitCode: null,
    });
    expect(run(stopped, tell('status', 30, runs)).s1?.status).toBe('stopped');
  });

  it('begins again after its end, also in the same moment of its publisher’s clock', () => {
    const again = [tell('started', 10), tell('stopped', 10), tell('started', 10)];
    expect(run(...again).s1).toMatchObject({ status: 'running', endedAt: null });
    expect(run(...again, tell('stopped', 10, { exitCode: 1 })).s1).toMatchObject({
      status: 'stopped',
      exitCode: 1,
    });
  });

  it('is in the order of its stream, whatever the clocks say', () => {
    const events: Parameters<typeof tell>[] = [
      ['started', 10 + HOUR],
      ['stopped', 10 + HOUR],
      ['started', 10],
    ];
    const deliveries = events.map((event, place) => stored(place, event));
    expect(run(...deliveries).s1).toMatchObject({ status: 'running', startedAt: 10 });
    const others = [
      stored(3, ['started', 10 + HOUR, { projectId: 'p1' }, 'a']),
      stored(4, ['started', 10, { projectId: 'p1' }, 'b']),
    ];
    expect(ids(sessionsOf(run(...others), 'p1'))).toEqual(['b', 'a']);
  });

  it('lets no late figure revive a session that has ended', () => {
    const { s1 } = run(tell('stopped', 30, { exitCode: 0 }), tell('status', 31, { cpuPercent: 5 }));
    expect(s1).toMatchObject({ status: 'stopped', figures: null });
  });

  it('knows a session from its figures alone, and since when it runs', () => {
    expect(run(tell('status', 1_000, { uptimeMs: 400 })).s1).toMatchObject({
      status: 'running',
      startedAt: 600,
    });
  });

  it.each(['constructor', '__proto__'])('knows no session %s beforehand', (id) => {
    const sessions = run(tell('started', 10, { projectId: 'p1' }, id));
    expect(sessionsOf(sessions, 'p1')).toMatchObject([{ sessionId: id, status: 'running' }]);
  });

  it('lists a project’s sessions, newest first', () => {
    const sessions = run(
      tell('started', 10, { projectId: 'p1' }, 'a'),
      tell('started', 20, { projectId: 'p1' }, 'b'),
      tell('started', 30, { projectId: 'p2' }, 'c'),
    );
    expect(sessionsOf(sessions, 'p1').map(({ sessionId }) => sessionId)).toEqual(['b', 'a']);
  });
});

describe('livenessOf', () => {
  const live = (since = NOW, silentSince: number | null = null): ConnectionState => ({
    status: 'live',
    since,
    silentSince,
    rttMs: null,
    jetstream: 'on',
    serverName: 's',
    serverVersion: '2',
  });
  const heartbeatMs = 2_000;
  const of = (sessions: Sessions, afterMs: number, connection = live()) =>
    sessions.s1 && livenessOf(sessions.s1, connection, NOW + afterMs);

  it.each([
    [0, 'fresh'],
    [6_000, 'fresh'],
    [6_001, 'stalled'],
    [24_001, 'lost'],
  ] as const)('%i ms after its last word it is %s', (ms, liveness) => {
    expect(of(run(tell('status', 1, { heartbeatMs })), ms)).toBe(liveness);
  });

  it('is the same for one whose beginning was stored an hour ago, from when it could be received', () => {
    const sessions = run(stored(0, ['started', 1, { heartbeatMs }], HOUR));
    expect(of(sessions, 0)).toBe('fresh');
    expect(of(sessions, 24_001)).toBe('lost');
    const heard = applySessionEvents(sessions, [tell('status', 2, { heartbeatMs })], NOW + 24_000);
    expect(of(heard, 24_001)).toBe('fresh');
  });

  it('is lost at once if no agent knows it', () => {
    const sessions = run(stored(0, ['started', 1, { heartbeatMs }], HOUR));
    expect(of(markUnanswered(sessions, 's1'), 0)).toBe('lost');
    const fresh = run(stored(0, ['started', 1, { heartbeatMs }], 1_000));
    expect(of(markUnanswered(fresh, 's1'), 0)).toBe('fresh');
    const heard = applySessionEvents(
      markUnanswered(sessions, 's1'),
      [tell('status', 2, { heartbeatMs })],
      NOW,
    );
    expect(of(heard, 0)).toBe('fresh');
  });

  it('believes a publisher that promises nothing for a minute, and as long as it prints', () => {
    const sessions = run(tell('started', 1));
    expect(of(sessions, HOUR)).toBe('fresh');
    const unanswered = markUnanswered(sessions, 's1');
    expect(of(unanswered, 60_000)).toBe('fresh');
    expect(of(unanswered, 60_001)).toBe('lost');
    expect(of(markReceived(unanswered, 's1', NOW + 30_000), 60_001)).toBe('fresh');
  });

  it('says nothing of what has ended, and nothing while the page is cut off', () => {
    const ended = run(tell('status', 1, { heartbeatMs }), tell('stopped', 2));
    expect(of(ended, HOUR)).toBe('fresh');
    const sessions = run(tell('status', 1, { heartbeatMs }));
    expect(of(sessions, HOUR, { status: 'closed', since: 1 })).toBe('fresh');
    expect(of(sessions, HOUR, live(NOW + HOUR, NOW + 1_000))).toBe('fresh');
  });
});

describe('lists of sessions', () => {
  const sessions = run(
    tell('started', 10, { projectId: 'p1' }, 'up'),
    tell('started', 20, { projectId: 'p1' }, 'crashed'),
    tell('stopped', 40, { exitCode: 3 }, 'crashed'),
    tell('started', 25, { projectId: 'p1' }, 'stopped'),
    tell('stopped', 35, { exitCode: 0 }, 'stopped'),
    tell('started', 50, { projectId: 'p2' }, 'other'),
    tell('status', 60, { cpuPercent: 1 }, 'nobodys'),
  );

  it('have running ones first, then those that ended last', () => {
    expect(ids(inListOrder(sessionsOf(sessions, 'p1'), isAlive))).toEqual([
      'up',
      'crashed',
      'stopped',
    ]);
  });

  it('know what runs elsewhere, also without a known project', () => {
    expect(ids(runningElsewhere(sessions, 'p1', isAlive))).toEqual(['other', 'nobodys']);
  });

  it('tell what came after one that ended', () => {
    const { crashed, up, other } = sessions;
    expect(crashed && successorOf(sessions, crashed, isAlive)).toMatchObject({
      how: 'later',
      session: { sessionId: 'up' },
    });
    expect(up && successorOf(sessions, up, isAlive)).toBeNull();
    const again = applySessionEvents(
      sessions,
      [
        tell('started', 70, { projectId: 'p1', restartOf: 'crashed' }, 'again'),
        tell('stopped', 71, {}, 'other'),
      ],
      NOW,
    );
    expect(crashed && successorOf(again, crashed, isAlive)).toMatchObject({
      how: 'restarted',
      session: { sessionId: 'again' },
    });
    expect(other && again.other && successorOf(again, again.other, isAlive)).toBeNull();
  });

  it('show what runs of a project rather than what began last', () => {
    const two = run(
      tell('started', 10, { projectId: 'p1' }, 'first'),
      tell('started', 20, { projectId: 'p1' }, 'second'),
      tell('started', 30, { projectId: 'p1' }, 'third'),
      tell('stopped', 40, {}, 'third'),
    );
    const shown = (state: Sessions, alive = isAlive) => {
      const { shown: one, others } = shownSessions(sessionsOf(state, 'p1'), alive);
      return [one?.sessionId, ids(others)];
    };
    expect(shown(two)).toEqual(['second', ['first']]);
    const one = applySessionEvents(two, [tell('stopped', 50, {}, 'second')], NOW);
    expect(shown(one)).toEqual(['first', []]);
    expect(shown(one, () => false)).toEqual(['third', []]);
    expect(shown({})).toEqual([undefined, []]);
  });

  it('leave out those of a deleted project that had the same id', () => {
    const own = run(
      stored(0, ['started', 10, { projectId: 'p1' }, 'old'], 2_000),
      stored(1, ['started', 10, { projectId: 'p1' }, 'new'], 1_000),
    );
    const until = { storedAt: NOW - 1_500, time: 0 };
    expect(ids(sessionsOf(own, 'p1', until))).toEqual(['new']);
    expect(ids(sessionsOf(own, 'p1'))).toEqual(['new', 'old']);
  });

  it('forget the oldest that ended when there are very many', () => {
    const many = Array.from({ length: 2_100 }, (_, n) => [
      tell('started', n, {}, `s${n}`),
      ...(n === 0 ? [] : [tell('stopped', n + 1, {}, `s${n}`)]),
    ]).flat();
    const kept = run(...many);
    expect(Object.keys(kept)).toHaveLength(2_000);
    expect(kept).toHaveProperty('s0');
    expect(kept).not.toHaveProperty('s100');
    expect(kept).toHaveProperty('s101');
  });
});
