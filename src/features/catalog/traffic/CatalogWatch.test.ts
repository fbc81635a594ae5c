import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openCatalog, openCommands } from '../../../catalogs/open/index.ts';
import {
  defineCatalog,
  event,
  MessagingError,
  type MessagingClient,
  type SubscriptionStatus,
  type TappedMessage,
} from '../../../lib/messaging/index.ts';
import { FakeClock } from '../../../lib/messaging/testing/fakeClock.ts';
import { commandsByCatalog } from '../../../lib/schema/index.ts';
import { type CatalogEntry, listEntries } from '../entries.ts';
import { CatalogWatch } from './CatalogWatch.ts';
import { rateOf, rateText } from './meter.ts';
import { driftCount, MAX_PATTERNS } from './watchState.ts';

const entries = listEntries({
  catalog: openCatalog,
  commands: commandsByCatalog(openCatalog, openCommands),
});
const progress = 'event build.progress';

interface Tap {
  readonly handler: (message: TappedMessage) => void;
  readonly onStatus: (status: SubscriptionStatus) => void;
}

let clock: FakeClock;
let taps: Map<string, Tap>;
let watch: CatalogWatch;

const client: Pick<MessagingClient, 'tap'> = {
  tap(pattern, handler, options) {
    expect(taps.has(pattern)).toBe(false);
    taps.set(pattern, { handler, onStatus: (status) => options?.onStatus?.(status) });
    return () => taps.delete(pattern);
  },
};

beforeEach(() => {
  clock = new FakeClock();
  taps = new Map();
  watch = new CatalogWatch({ client, catalog: openCatalog, clock });
});

function send(pattern: string, subject: string, body: unknown, rest: Partial<TappedMessage> = {}) {
  taps.get(pattern)?.handler({
    subject,
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: undefined,
    reply: undefined,
    receivedAt: clock.now(),
    redirected: false,
    ...rest,
  });
}

const live = () => taps.forEach(({ onStatus }) => onStatus({ phase: 'live' }));
const flush = () => clock.advance(300);
const good = { type: 'progress', projectId: 'p1', timestamp: 1, data: { percent: 5 } };
const sendProgress = (body: unknown = good, rest?: Partial<TappedMessage>) =>
  send('slate.build.progress.*', 'slate.build.progress.p1', body, rest);
const trafficOf = (key: string) => watch.getState().traffic.get(key);

describe('CatalogWatch', () => {
  it('taps each subject of an event once, and no command', async () => {
    watch.watch(entries);
    expect(taps.has('slate.build.progress.*')).toBe(true);
    expect(taps.has('library.swap.completed')).toBe(true);
    expect([...taps.keys()].filter((pattern) => pattern.includes('svc'))).toEqual([]);
    expect(watch.getState().watches.get('command build.start')).toBe('private');
    expect(watch.getState().watches.get(progress)).toBe('waiting');
    expect(watch.getState().since).toBeNull();
    const since = clock.now();
    live();
    await flush();
    expect(watch.getState().watches.get(progress)).toBe('watched');
    expect(watch.getState().since).toBe(since);
    watch.close();
    expect(taps.size).toBe(0);
  });

  it('says which subjects the role may not read', async () => {
    watch.watch(entries);
    live();
    const error = new MessagingError('denied', 'no');
    taps.get('slate.build.log.*')?.onStatus({ phase: 'failed', error });
    await flush();
    expect(watch.getState().watches.get('event build.log')).toBe('denied');
    expect(watch.getState().watches.get(progress)).toBe('watched');
  });

  it('counts messages, and checks them against the schema', async () => {
    watch.watch(entries);
    live();
    sendProgress({ ...good, source: 'ci' });
    sendProgress({ ...good, userId: 'u1' });
    sendProgress({ ...good, data: { percent: 'five' } });
    sendProgress('no JSON {');
    sendProgress(good, { redirected: true });
    await flush();
    const traffic = trafficOf(progress);
    expect(traffic).toMatchObject({ messages: 5, checked: 5, invalid: 3 });
    expect(traffic?.lastSubject).toBe('slate.build.progress.p1');
    expect([...(traffic?.senders.keys() ?? [])]).toEqual(['ci', 'u1']);
    expect(traffic?.lastInvalid).toMatchObject({ reason: 'redirected' });
    expect(trafficOf('event build.log')).toBeUndefined();
  });

  it('sees drift in valid messages and in those that break the schema', async () => {
    watch.watch(entries);
    live();
    sendProgress();
    sendProgress({ ...good, data: { percent: 'five', colour: 'red' } });
    await flush();
    const drifts = [...(watch.getState().drift.get('build.progress')?.drifts.values() ?? [])];
    expect(drifts.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'changed data.percent',
      'appeared data.colour',
    ]);
    expect(drifts[0]?.first).toMatchObject({
      subject: 'slate.build.progress.p1',
      preview: expect.stringContaining('"five"') as string,
    });
    const entry = entries.find(({ key }) => key === progress) as CatalogEntry;
    expect(driftCount(watch.getState(), entry)).toBe(2);
  });

  it('takes neither requests nor bytes for events', async () => {
    watch.watch(entries);
    live();
    const status = 'slate.runtime.status.s1';
    send('slate.runtime.status.*', status, { query: 'status' }, { reply: '_INBOX.x' });
    send('slate.editor.sync.*.*', 'slate.editor.sync.u1.f1', '\u0001');
    await flush();
    expect(trafficOf('event runtime.status')).toMatchObject({
      messages: 1,
      checked: 0,
      invalid: 0,
    });
    expect(trafficOf('bytes editor.sync')).toMatchObject({ messages: 1, checked: 0, invalid: 0 });
  });

  it('counts a flood exactly and checks a part of it', async () => {
    watch.watch(entries);
    live();
    for (let index = 0; index < 5_000; index++) sendProgress();
    await flush();
    const traffic = trafficOf(progress);
    expect(traffic?.messages).toBe(5_000);
    expect(traffic?.checked).toBeGreaterThan(0);
    expect(traffic?.checked).toBeLessThan(200);
    await clock.advance(1_000);
    sendProgress();
    await flush();
    expect(trafficOf(progress)?.checked).toBe((traffic?.checked ?? 0) + 1);
  });

  it('leaves ids that the subject alone has out of drift', async () => {
    const catalog = defineCatalog(
      { seen: event({ subject: 'zoo.seen.{animalId}', type: 'seen', data: z.looseObject({}) }) },
      {
        name: 'zoo',
        envelope: {
          ...{ shape: {}, data: 'data', ids: 'subject', type: { in: 'subject' } },
          time: { field: 'at', format: 'ms' },
        },
      },
    );
    const own = new CatalogWatch({ client, catalog, clock });
    own.watch(listEntries({ catalog, commands: {} }));
    live();
    send('zoo.seen.*', 'zoo.seen.lion', { data: {} });
    await flush();
    expect(own.getState().traffic.get('event seen')).toMatchObject({ checked: 1, invalid: 0 });
    expect(own.getState().drift.get('seen')?.drifts.size).toBe(0);
  });

  it('watches the first ones of many, and what becomes first', () => {
    const many = defineCatalog(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [
          `e${index}`,
          event({ subject: `many.e${index}.{id}`, type: 'x', data: z.looseObject({}) }),
        ]),
      ),
      { name: 'many' },
    );
    const all = listEntries({ catalog: many, commands: {} });
    const own = new CatalogWatch({ client, catalog: many, clock });
    own.watch(all);
    expect(taps.size).toBe(MAX_PATTERNS);
    expect(own.getState().watches.get('event e9999')).toBe('beyond-limit');
    own.watch([...all].reverse());
    expect(taps.size).toBe(MAX_PATTERNS);
    expect(own.getState().watches.get('event e9999')).toBe('waiting');
    expect(own.getState().watches.get('event e0')).toBe('beyond-limit');
  });
});

describe('rateOf', () => {
  it('is of the last ten seconds, or of the time since watching began', async () => {
    watch.watch(entries);
    live();
    const since = clock.now();
    for (let second = 0; second < 20; second++) {
      sendProgress();
      sendProgress();
      await clock.advance(1_000);
    }
    const rateAt = (now: number, from: number) => {
      const traffic = trafficOf(progress);
      if (!traffic) throw new Error('no traffic');
      return rateText(rateOf(traffic, now, from));
    };
    expect(rateAt(clock.now(), since)).toBe('2.0/s');
    expect(rateAt(clock.now() + 60_000, since)).toBe('0/s');
    expect(rateText(1_204.4)).toBe('1,204/s');
  });
});
