import { describe, expect, it } from 'vitest';
import {
  applySessionEvents,
  inListOrder,
  runningElsewhere,
  type SessionDelivery,
  sessionsOf,
  successorOf,
} from './model.ts';

const tell = (type: string, timestamp: number, data: object = {}, sessionId = 's1') =>
  ({
    event: { type, sessionId, timestamp, data },
    meta: {
      name: `runtime.${type}`,
      subject: `slate.runtime.${type}.${sessionId}`,
      replayed: false,
    },
  }) as SessionDelivery;

const run = (...deliveries: SessionDelivery[]) => applySessionEvents({}, deliveries);
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

  it('is failed when an error was told, in whichever order it comes', () => {
    const failed = [
      tell('error', 29, { message: 'crashed' }),
      tell('stopped', 30, { exitCode: 1 }),
    ];
    expect(run(...failed).s1).toMatchObject({ status: 'failed', error: 'crashed', exitCode: 1 });
    expect(run(...failed.reverse()).s1).toMatchObject({ status: 'failed', exitCode: 1 });
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
    expect(ids(inListOrder(sessionsOf(sessions, 'p1')))).toEqual(['up', 'crashed', 'stopped']);
  });

  it('know what runs elsewhere, also when nobody said whose it is', () => {
    expect(ids(runningElsewhere(sessions, 'p1'))).toEqual(['other', 'nobodys']);
  });

  it('tell what came after one that ended', () => {
    const { crashed, up, other } = sessions;
    expect(crashed && successorOf(sessions, crashed)).toMatchObject({
      how: 'later',
      session: { sessionId: 'up' },
    });
    expect(up && successorOf(sessions, up)).toBeNull();
    const again = applySessionEvents(sessions, [
      tell('started', 70, { projectId: 'p1', restartOf: 'crashed' }, 'again'),
      tell('stopped', 71, {}, 'other'),
    ]);
    expect(crashed && successorOf(again, crashed)).toMatchObject({
      how: 'restarted',
      session: { sessionId: 'again' },
    });
    expect(other && again.other && successorOf(again, again.other)).toBeNull();
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
