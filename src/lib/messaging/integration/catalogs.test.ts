import * as z from 'zod/mini';
import { expect, expectTypeOf, it } from 'vitest';
import { ensureStream } from '../../../../agent/broker/streamSetup.ts';
import { command, createClient, defineCatalog, event, openHistory } from '../index.ts';
import type { Delivery, MessagingClient } from '../index.ts';
import { connectNatsWs } from '../connection/nats-ws.ts';
import { type Rig, takeNotes, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

const library = defineCatalog({
  lent: event({
    subject: 'library.{branch}.book.{bookId}.lent',
    type: 'lent',
    data: z.looseObject({ to: z.string() }),
    stream: 'LIBRARY',
  }),
  visited: event({
    subject: 'library.{branch}.visited',
    type: 'visited',
    data: z.looseObject({ people: z.number() }),
    query: 'visitors',
  }),
});
const libraryCommands = {
  lend: command(
    'library-svc.{userId}.lend.{bookId}',
    z.looseObject({ to: z.string() }),
    z.looseObject({ until: z.number() }),
  ),
};
type LibraryClient = MessagingClient<typeof library, typeof libraryCommands>;

async function open(rig: Rig): Promise<LibraryClient> {
  const inboxPrefix = '_INBOX.library';
  const client = createClient({
    catalog: library,
    commands: libraryCommands,
    connect: connectNatsWs({ url: rig.server.wsUrl, inboxPrefix, name: 'library' }),
    userId: 'u1',
    inboxPrefix,
  });
  rig.onEnd(() => client.close({ drainMs: 0 }));
  await until(() => client.getState().status === 'live');
  return client;
}

it('is open beside Slate’s at the same time: events, history, commands and queries', () =>
  withRig({}, async (rig) => {
    const slate = await rig.liveClient();
    await rig.makeStreams(slate);
    const desk = await open(rig);
    const reader = await open(rig);
    await ensureStream(desk, {
      name: 'LIBRARY',
      subjects: library.streamSubjects('LIBRARY'),
      maxAgeMs: 0,
      maxBytes: -1,
      duplicateWindowMs: 120_000,
    });
    const builds = takeNotes(slate, 'slate.build.*.p1', 'all');
    const lent: Delivery<'library.b1.book.*.lent', typeof library>[] = [];
    const lend = (bookId: string, to: string) =>
      desk.publish('lent', { branch: 'b1', bookId, data: { to } }, { durable: true });
    await until(async () => (await lend('k1', 'Ann')).outcome === 'stored');
    reader.follow('library.b1.book.*.lent', 'all', {
      onEvents: (deliveries) => lent.push(...deliveries),
    });
    await lend('k2', 'Bo');
    await slate.publish('build.started', { projectId: 'p1' }, { durable: true });
    await until(() => new Set(lent.map(({ event }) => event.bookId)).size === 2);
    expect(lent.at(-1)?.event.data?.to).toBe('Bo');
    expectTypeOf(lent[0]?.meta.name).toEqualTypeOf<'lent' | undefined>();
    await until(() => builds.deliveries.length === 1);

    const page = await openHistory(reader, 'library.b1.book.k2.lent').read({ from: 1, limit: 10 });
    expect(page.entries.map(({ delivery }) => delivery.event.data?.to)).toEqual(['Bo']);

    desk.respond('lend', { bookId: 'k1' }, ({ to }) => ({ until: to.length }));
    desk.respondWithEvent('visited', { branch: 'b1' }, () => ({
      branch: 'b1',
      data: { people: 7 },
    }));
    await until(() =>
      reader.request('lend', { bookId: 'k1' }, { to: 'Cleo' }).then(
        (answer) => answer.until === 4,
        () => false,
      ),
    );
    const answers = await rig.tap('_INBOX.raw.library');
    const raw = await rig.driver();
    await until(() => {
      const body = new TextEncoder().encode('{"query":"visitors"}');
      raw.publish('library.b1.visited', body, { reply: '_INBOX.raw.library' });
      return answers.length > 0;
    });
    expect(new TextDecoder().decode(answers[0]?.body)).toContain('"people":7');
    expect(() => desk.respondWithEvent('lent', { branch: 'b1', bookId: 'x' }, () => null)).toThrow(
      /lent/,
    );
    // Neither read what the other's catalog holds.
    for (const client of [slate, desk, reader]) {
      expect(client.getMetrics()).toMatchObject({ unknown: 0, invalid: 0 });
    }
  }));

/** Never called: tsc checks what stands in it. */
export function neverRun(client: LibraryClient): void {
  client.subscribe('library.b1.>', (event, meta) => {
    expectTypeOf(event.type).toEqualTypeOf<'lent' | 'visited'>();
    expectTypeOf(meta.name).toEqualTypeOf<'lent' | 'visited'>();
  });
  // @ts-expect-error Slate's event is none of the library's
  void client.publish('build.started', { projectId: 'p1' });
  // @ts-expect-error the branch is missing
  void client.publish('visited', { data: { people: 1 } });
  // @ts-expect-error Slate's command is none of the library's
  void client.request('project.list', {}, {});
  // @ts-expect-error a number is no name
  void client.request('lend', { bookId: 'k1' }, { to: 7 });
}
