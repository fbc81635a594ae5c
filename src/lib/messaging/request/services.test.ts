import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import type { CommandHandler } from '../types.ts';
import { decodeJson, encodeJson } from '../catalog/codec.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { slateCatalog, slateCommands } from '../../../catalogs/slate/index.ts';
import { command, commandPattern, plainCommand } from '../catalog/commands.ts';
import { answerEventQuery } from './eventQuery.ts';
import { answerCommand, askCommand, CommandRefusal } from './services.ts';

const message = (body: unknown, extras: Partial<DriverMessage> = {}): DriverMessage => ({
  subject: 'slate.svc.ann.build.start.p1',
  body: body instanceof Uint8Array ? body : encodeJson(body),
  reply: '_INBOX.ann.1',
  status: undefined,
  statusText: undefined,
  ...extras,
});

async function answer(asked: DriverMessage, handler: CommandHandler<'build.start'>) {
  const replies: { subject: string; value: unknown }[] = [];
  const errors: unknown[] = [];
  await answerCommand(
    slateCommands['build.start'],
    asked,
    handler,
    (subject, body) => replies.push({ subject, value: decodeJson(body) }),
    (error) => errors.push(error),
  );
  return { replies, errors, reply: replies[0]?.value };
}

const fine: CommandHandler<'build.start'> = () => ({ buildId: 'b1' });

describe('answerCommand', () => {
  it('answers to the inbox of who asked', async () => {
    const { replies } = await answer(message({ input: {} }), fine);
    expect(replies).toEqual([
      { subject: '_INBOX.ann.1', value: { ok: true, data: { buildId: 'b1' } } },
    ]);
  });

  it.each([
    undefined,
    'slate.build.completed.p1',
    '$JS.API.STREAM.DELETE.X',
    'x_INBOX.a',
    '_INBOXES.a',
  ])('does nothing for the reply subject %s', async (reply) => {
    const handler = vi.fn<CommandHandler<'build.start'>>(fine);
    const { replies } = await answer(message({ input: {} }, { reply }), handler);
    expect(replies).toEqual([]);
    expect(handler).not.toHaveBeenCalled();
  });

  it.each([
    ['broken JSON', new TextEncoder().encode('{')],
    ['no object', 7],
    ['input as text', { input: 'now' }],
    ['a field of the wrong type', { input: { startedBy: 7 } }],
    ['an endless key', { input: {}, idempotencyKey: 'k'.repeat(129) }],
    ['__proto__', new TextEncoder().encode('{"input":{"__proto__":{}}}')],
  ])('answers %s with invalid', async (_, body) => {
    const handler = vi.fn<CommandHandler<'build.start'>>(fine);
    const { reply } = await answer(message(body), handler);
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(handler).not.toHaveBeenCalled();
  });

  it('answers a subject with odd ids with invalid', async () => {
    const odd = message({ input: {} }, { subject: 'slate.svc.a%b.build.start.p1' });
    expect((await answer(odd, fine)).reply).toMatchObject({ error: { code: 'invalid' } });
  });

  it.each(['not-found', 'conflict', 'invalid', 'failed'] as const)(
    'passes on the refusal %s in words',
    async (code) => {
      const { reply, errors } = await answer(message({}), () => {
        throw new CommandRefusal(code, 'Because.');
      });
      expect(reply).toEqual({ ok: false, error: { code, message: 'Because.' } });
      expect(errors).toEqual([]);
    },
  );

  it('keeps to itself what went wrong inside', async () => {
    const { replies, errors } = await answer(message({}), () => {
      throw new Error('ENOENT /home/ann/.ssh/id_rsa');
    });
    expect(JSON.stringify(replies)).not.toContain('ssh');
    expect(replies[0]?.value).toMatchObject({ ok: false, error: { code: 'failed' } });
    expect(errors).toHaveLength(1);
  });

  it('answers failed if the answer itself can’t be sent, and survives a lost connection', async () => {
    const sent: unknown[] = [];
    const reply = vi.fn<(subject: string, body: Uint8Array) => void>((_, body) => {
      if (body.length > 200) throw new MessagingError('too-large', 'no');
      sent.push(decodeJson(body));
    });
    const large: CommandHandler<'build.start'> = () => ({ buildId: 'b'.repeat(1_000) });
    await answerCommand(slateCommands['build.start'], message({}), large, reply, () => {});
    expect(sent).toMatchObject([{ ok: false, error: { code: 'failed' } }]);
    reply.mockImplementation(() => {
      throw new MessagingError('offline', 'gone');
    });
    await expect(
      answerCommand(slateCommands['build.start'], message({}), fine, reply, () => {}),
    ).resolves.toBeUndefined();
  });
});

describe('askCommand', () => {
  const asking = (answered: unknown) =>
    askCommand(
      {
        ask: async () => message(answered),
        clock: new FakeClock(),
        driver: () => new FakeDriver(),
        userId: 'ann',
      },
      slateCommands['build.start'],
      { projectId: 'p1' },
      {},
      {},
    );

  it.each([
    ['text', new TextEncoder().encode('sure')],
    ['no envelope', { buildId: 'b1' }],
    ['data of another shape', { ok: true, data: { build: 'b1' } }],
    ['an error without a code', { ok: false, error: 'no' }],
  ])('rejects %s with invalid-reply', async (_, answered) => {
    await expect(asking(answered)).rejects.toMatchObject({ code: 'invalid-reply' });
  });

  it('gives the data, and the reason of a refusal', async () => {
    await expect(asking({ ok: true, data: { buildId: 'b1' } })).resolves.toEqual({ buildId: 'b1' });
    await expect(
      asking({ ok: false, error: { code: 'conflict', message: 'Busy.' } }),
    ).rejects.toMatchObject({ code: 'rejected', reason: 'conflict', message: 'Busy.' });
  });
});

describe('commandPattern', () => {
  it('is open to any user, and to nothing but the ids given', () => {
    expect(commandPattern(slateCommands['build.start'], { projectId: 'p1' })).toBe(
      'slate.svc.*.build.start.p1',
    );
    expect(commandPattern(slateCommands['runtime.stop'], { sessionId: '*' })).toBe(
      'slate.svc.*.runtime.stop.*',
    );
    expect(() => commandPattern(slateCommands['build.start'], { projectId: 'a b' })).toThrow(
      MessagingError,
    );
    expect(() => commandPattern(slateCommands['build.start'], { projectId: '' })).toThrow(
      MessagingError,
    );
  });
});

describe('answerStatusQuery', () => {
  const asked = (body: unknown, reply: string | undefined) => {
    const replies: unknown[] = [];
    answerEventQuery(
      slateCatalog.definitions['runtime.status'],
      message(body, { reply }),
      5,
      () => ({ sessionId: 's1', data: { state: 'running' } }),
      (subject, bytes) => replies.push([subject, decodeJson(bytes)]),
    );
    return replies;
  };

  it('answers the query with the body of an event', () => {
    const event = { type: 'status', sessionId: 's1', timestamp: 5, data: { state: 'running' } };
    expect(asked({ query: 'status' }, '_INBOX.a.1')).toEqual([['_INBOX.a.1', event]]);
  });

  it('leaves events, other queries and aimed replies alone', () => {
    expect(asked({ query: 'status' }, undefined)).toEqual([]);
    expect(asked({ query: 'status' }, 'slate.build.completed.p1')).toEqual([]);
    expect(asked({ query: 'all' }, '_INBOX.a.1')).toEqual([]);
    expect(asked(null, '_INBOX.a.1')).toEqual([]);
    expect(asked(new TextEncoder().encode('{'), '_INBOX.a.1')).toEqual([]);
  });
});

describe('a command of another product', () => {
  const swap = plainCommand(
    'library.swap.command',
    z.looseObject({ to: z.string() }),
    z.looseObject({ success: z.boolean(), message: z.string() }),
    ({ code, message: text }) => ({ success: false, message: `${code}: ${text}` }),
  );
  const asked = (body: unknown) => message(body, { subject: 'library.swap.command' });
  const run = async (body: unknown, handler: (input: unknown) => unknown) => {
    const replies: unknown[] = [];
    const reply = (_: string, bytes: Uint8Array) => replies.push(decodeJson(bytes));
    await answerCommand(swap, asked(body), handler, reply, () => {});
    return replies;
  };

  it('takes the bare input and answers with the bare output', async () => {
    const handler = vi.fn((): unknown => ({ success: true, message: 'swapped' }));
    expect(await run({ to: 'b' }, handler)).toEqual([{ success: true, message: 'swapped' }]);
    expect(handler.mock.calls[0]).toEqual([
      { to: 'b' },
      {},
      { userId: '', idempotencyKey: undefined },
    ]);
  });

  it.each([
    ['another shape', { to: 7 }],
    ['no object', 'b'],
    ['no JSON', new TextEncoder().encode('{')],
  ])('refuses %s in its own words', async (_, body) => {
    const [reply] = await run(body, () => expect.unreachable());
    expect(reply).toEqual({ success: false, message: expect.stringContaining('invalid: ') });
  });

  it('is asked once, whatever key it gets, and its answer is held against its shape', async () => {
    const bodies: unknown[] = [];
    const ask = (answer: unknown, asking = swap) =>
      askCommand(
        {
          ask: (_, body) => {
            bodies.push(decodeJson(body));
            return Promise.resolve(asked(answer));
          },
          clock: new FakeClock(),
          driver: () => new FakeDriver(),
          userId: 'u1',
        },
        asking,
        {},
        { to: 'b' },
        { idempotencyKey: 'k1' },
      );
    const refused = { success: false, message: 'no' };
    expect(await ask(refused)).toEqual(refused);
    expect(bodies).toEqual([{ to: 'b' }]);
    await expect(ask({ ok: true, data: refused })).rejects.toMatchObject({ code: 'invalid-reply' });
    const hostile = z.string().check(
      z.refine(() => {
        throw new Error('a fault of the schema');
      }),
    );
    const throwing = command('slate.svc.{userId}.x', z.looseObject({}), hostile);
    const answer = { ok: true, data: 'x' };
    await expect(ask(answer, throwing as never)).rejects.toMatchObject({ code: 'invalid-reply' });
  });
});
