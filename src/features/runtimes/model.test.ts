import { describe, expect, it } from 'vitest';
import { applySessionEvent, type SessionDelivery, type Sessions, sessionsOf } from './model.ts';

const tell = (type: string, timestamp: number, data: object = {}, sessionId = 's1') =>
  ({
    event: { type, sessionId, timestamp, data },
    meta: {
      name: `runtime.${type}`,
      subject: `slate.runtime.${type}.${sessionId}`,
      replayed: false,
    },
  }) as SessionDelivery;

const run = (...deliveries: SessionDelivery[]) =>
  deliveries.reduce<Sessions>(applySessionEvent, {});

describe('applySessionEvent', () => {
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
