import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeJson } from '../catalog/codec.ts';
import { CommandRefusal } from '../request/services.ts';
import { Rig, type RigClient } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

const config = `
  authorization {
    users: [
      { user: editor, password: e, permissions: {
        publish: { allow: ["slate.svc.*.build.>", "slate.svc.*.project.>"] }
        subscribe: { allow: ["_INBOX.editor.>", "slate.build.>"] } } }
      { user: responder, password: r, permissions: {
        publish: { allow: ["_INBOX.>"] }, subscribe: { allow: ["slate.svc.>", "_INBOX.responder.>"] } } }
      { user: free, password: f }
    ]
  }
`;

let rig: Rig;
let asker: RigClient;
let responder: RigClient;
beforeAll(async () => {
  rig = await Rig.start({ config });
  asker = await rig.liveClient({ user: 'editor', password: 'e', userId: 'ann' });
  responder = await rig.liveClient({ user: 'responder', password: 'r', userId: 'agent' });
  return () => rig.end();
});
const undos: (() => void)[] = [];
afterEach(() => {
  for (const undo of undos.splice(0)) undo();
});

/** Waits until a responder is known to the server. */
const answered = (run: () => Promise<unknown>) =>
  until(async () => {
    try {
      return { value: await run() };
    } catch (error) {
      return (error as { code?: string }).code === 'no-responders' ? null : { error };
    }
  });

describe('a command', () => {
  it('is answered, with the proven user and the key for repeats', async () => {
    undos.push(
      responder.respond('build.start', { projectId: 'p1' }, (input, ids, context) => ({
        buildId: 'b1',
        ids,
        context,
        input,
      })),
    );
    const reply = await answered(() =>
      asker.request(
        'build.start',
        { projectId: 'p1' },
        { startedBy: 'Ann' },
        { idempotencyKey: 'k' },
      ),
    );
    expect(reply.value).toEqual({
      buildId: 'b1',
      ids: { projectId: 'p1' },
      context: { userId: 'ann', idempotencyKey: 'k' },
      input: { startedBy: 'Ann' },
    });
  });

  it('no responder: no-responders', async () => {
    await expect(asker.request('build.start', { projectId: 'nobody' }, {})).rejects.toMatchObject({
      code: 'no-responders',
    });
  });

  it('a slow responder: timeout, and the late answer is ignored', async () => {
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    undos.push(
      responder.respond('build.start', { projectId: 'p2' }, async () => {
        await slow;
        return { buildId: 'late' };
      }),
      responder.respond('build.cancel', { projectId: 'p2' }, () => ({ buildId: 'other' })),
    );
    const first = await answered(() =>
      asker.request('build.start', { projectId: 'p2' }, {}, { timeoutMs: 200 }),
    );
    expect(first).toMatchObject({ error: { code: 'timeout' } });
    release();
    const reply = await asker.request('build.cancel', { projectId: 'p2' }, {});
    expect(reply.buildId).toBe('other');
  });

  it('the role may not: denied, at once', async () => {
    await expect(
      asker.request('runtime.start', { projectId: 'p1' }, {}, { timeoutMs: 60_000 }),
    ).rejects.toMatchObject({ code: 'denied' });
  });

  it('the responder says no: rejected, with its reason', async () => {
    undos.push(
      responder.respond('build.start', { projectId: 'p3' }, () => {
        throw new CommandRefusal('conflict', 'A build is running.');
      }),
    );
    const reply = await answered(() => asker.request('build.start', { projectId: 'p3' }, {}));
    expect(reply.error).toMatchObject({
      code: 'rejected',
      reason: 'conflict',
      message: 'A build is running.',
    });
  });

  it('the answer has another shape: invalid-reply', async () => {
    undos.push(
      responder.respond('build.start', { projectId: 'p4' }, () => ({ buildId: 'not a token!' })),
    );
    const reply = await answered(() => asker.request('build.start', { projectId: 'p4' }, {}));
    expect(reply.error).toMatchObject({ code: 'invalid-reply' });
  });

  it('is too large: too-large; for a wrong id: invalid-token', async () => {
    const startedBy = 'x'.repeat(2 * 1024 * 1024);
    await expect(
      asker.request('build.start', { projectId: 'p1' }, { startedBy }),
    ).rejects.toMatchObject({ code: 'too-large' });
    await expect(
      asker.request('build.start', { projectId: 'p1\r\nPUB x 0\r\n' }, {}),
    ).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('cannot aim the answer at an event', async () => {
    undos.push(responder.respond('build.start', { projectId: 'p5' }, () => ({ buildId: 'b' })));
    await answered(() => asker.request('build.start', { projectId: 'p5' }, {}));
    const raw = await rig.driver('free', 'f');
    const seen: string[] = [];
    raw.subscribe('slate.build.>', ({ subject }) => seen.push(subject));
    raw.publish('slate.svc.ann.build.start.p5', encodeJson({}), {
      reply: 'slate.build.completed.p5',
    });
    await asker.request('build.start', { projectId: 'p5' }, {});
    await raw.rtt();
    expect(seen).toEqual([]);
  });
});

describe('what the role may not', () => {
  it('is reported for a plain publish, and rejects a durable one', async () => {
    await asker.publish('build.completed', { projectId: 'p1' });
    const told = { kind: 'denied', operation: 'publish', subject: 'slate.build.completed.p1' };
    await until(() => asker.problems.length > 1);
    expect(asker.problems).toContainEqual(told);
    await expect(
      asker.publish('build.failed', { projectId: 'p1' }, { durable: true }),
    ).rejects.toMatchObject({ code: 'denied' });
    expect(asker.getOutbox().queued).toBe(0);
  });

  it('is reported for a subscription', async () => {
    asker.subscribe('slate.collab.>', () => {});
    await until(() =>
      asker.problems.some(
        (problem) => problem.kind === 'denied' && problem.operation === 'subscribe',
      ),
    );
    expect(asker.getState().status).toBe('live');
  });

  it('fails a follow with a reason, yet delivers what happens', async () => {
    const seen: string[] = [];
    const states: string[] = [];
    const stop = asker.follow('slate.build.*.p9', 'all', {
      onEvents: (batch) => seen.push(...batch.map(({ event }) => event.type)),
      onState: (state) => states.push(state.phase),
    });
    await until(() => states.includes('failed'));
    const free = await rig.liveClient({ user: 'free', password: 'f' });
    await until(async () => {
      await free.publish('build.started', { projectId: 'p9' });
      return seen.length > 0;
    });
    expect(seen[0]).toBe('started');
    stop();
  });
});

describe('without a connection', () => {
  it('a command under way rejects with offline, and so does the next', async () => {
    const lonely = await Rig.start();
    const client = await lonely.liveClient();
    const helper = await lonely.liveClient({ userId: 'agent' });
    helper.respond('build.start', { projectId: 'p1' }, () => new Promise(() => {}));
    const outcome = answered(() =>
      client.request('build.start', { projectId: 'p1' }, {}, { timeoutMs: 30_000 }),
    );
    await until(() => helper.getMetrics().messagesIn > 0);
    await lonely.server.kill();
    expect((await outcome).error).toMatchObject({ code: 'offline' });
    await until(() => client.getState().status !== 'live');
    await expect(client.request('project.list', {}, {})).rejects.toMatchObject({ code: 'offline' });
    await expect(client.publish('collab.joined', { projectId: 'p' })).rejects.toMatchObject({
      code: 'offline',
    });
    const durable = client.publish(
      'build.log',
      { projectId: 'p', data: { message: 'm' } },
      { durable: true },
    );
    await client.close({ drainMs: 0 });
    await expect(durable).rejects.toMatchObject({ code: 'closed' });
    await expect(client.request('project.list', {}, {})).rejects.toMatchObject({ code: 'closed' });
    await lonely.end();
  });

  it('closing rejects what is under way with closed', async () => {
    const client = await rig.liveClient({ user: 'editor', password: 'e' });
    undos.push(responder.respond('build.start', { projectId: 'p8' }, () => new Promise(() => {})));
    const outcome = answered(() =>
      client.request('build.start', { projectId: 'p8' }, {}, { timeoutMs: 30_000 }),
    );
    const before = responder.getMetrics().messagesIn;
    await until(
      () => responder.getMetrics().messagesIn > before || client.getMetrics().messagesOut > 3,
    );
    await client.close({ drainMs: 0 });
    expect((await outcome).error).toMatchObject({ code: 'closed' });
  });
});
