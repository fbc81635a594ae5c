import { describe, expect, test } from 'vitest';
import { hashFile } from './hashFile.ts';
import { addChunk, type Ranges } from './ranges.ts';
import { nextWindow, sendFile, type UploadPorts } from './sendFile.ts';
import { afterUploadEvent, type UploadEvent, type UploadState } from './uploadState.ts';

const CHUNK = 10;

/** A server and an agent in memory, with the failures that a test asks for. */
function setUp({
  size = 95,
  received = [],
  failures = {},
}: {
  readonly size?: number;
  readonly received?: Ranges;
  readonly failures?: Partial<Record<string, (Error | undefined)[]>>;
} = {}) {
  const file = new Blob([Uint8Array.from({ length: size }, (_, at) => at % 251)]);
  const stored = new Map<number, Uint8Array>();
  const events: UploadEvent[] = [];
  let underWay = 0;
  let most = 0;
  let has = received;
  const fail = (what: string) => {
    const error = failures[what]?.shift();
    if (error) throw error;
  };
  const ports: UploadPorts = {
    hash: hashFile,
    async begin() {
      fail('begin');
      return { uploadId: 'u', received: has, chunkSize: CHUNK };
    },
    async store(_, chunk, bytes) {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      fail('store');
      stored.set(chunk, bytes);
    },
    async finish() {
      fail('finish');
    },
    explain(error) {
      const message = error instanceof Error ? error.message : '';
      if (message === 'later') return { kind: 'later', reason: 'No connection' };
      if (message === 'missing') return { kind: 'missing' };
      return { kind: 'over', message, canRetry: false };
    },
    wait: async () => {},
    now: () => 0,
  };
  const controller = new AbortController();
  const send = (untilResumed = async () => {}) =>
    sendFile(file, ports, {
      signal: controller.signal,
      untilResumed,
      onEvent: (event) => events.push(event),
      onBegun: () => {},
    });
  const state = () => events.reduce<UploadState>(afterUploadEvent, { kind: 'waiting' });
  return {
    send,
    stored,
    events,
    state,
    controller,
    most: () => most,
    lose: () => (has = addChunk([], 0)),
  };
}

describe('a file', () => {
  test('is sent whole, with few chunks under way', async () => {
    const { send, stored, state, events, most } = setUp({ size: 400 });
    await send();
    expect(state()).toEqual({ kind: 'done' });
    expect(stored.size).toBe(40);
    expect(most()).toBeLessThanOrEqual(8);
    expect(events.at(-2)).toEqual({ type: 'all-sent' });
    expect(events.filter(({ type }) => type === 'sent').at(-1)).toEqual({
      type: 'sent',
      bytes: 400,
    });
  });

  test('of which parts are there is only completed', async () => {
    const { send, stored, events } = setUp({
      received: [
        [0, 3],
        [5, 9],
      ],
    });
    await send();
    expect([...stored.keys()]).toEqual([3, 4, 9]);
    expect(stored.get(9)).toHaveLength(5);
    expect(events.find(({ type }) => type === 'sent')).toEqual({ type: 'sent', bytes: 70 });
  });

  test('goes on after outages, and sends again what got lost', async () => {
    const later = () => new Error('later');
    const { send, stored, state, events, lose } = setUp({
      failures: {
        begin: [later()],
        store: [later(), later()],
        finish: [later(), new Error('missing')],
      },
    });
    lose();
    await send();
    expect(state()).toEqual({ kind: 'done' });
    expect(stored.size).toBe(9);
    expect(events).toContainEqual({ type: 'stalled', reason: 'No connection' });
  });

  test('that is refused fails in words', async () => {
    const { send, state, stored } = setUp({ failures: { begin: [new Error('over the limit')] } });
    await send();
    expect(state()).toEqual({ kind: 'failed', message: 'over the limit', canRetry: false });
    expect(stored.size).toBe(0);
  });

  test('that is not taken out of the store for long asks the agent why', async () => {
    const busy = Array.from({ length: 100 }, () => new Error('later'));
    const { send, state, stored } = setUp({
      failures: { begin: [undefined, undefined, new Error('the disk is full')], store: busy },
    });
    await send();
    expect(state()).toEqual({ kind: 'failed', message: 'the disk is full', canRetry: false });
    expect(stored.size).toBe(0);
  });

  test('that fails stops all its chunks', async () => {
    const sent = Array.from({ length: 20 }, () => undefined);
    const busy = [...sent, ...Array.from({ length: 2_000 }, () => new Error('later'))];
    const { send, state, most } = setUp({
      size: 400,
      failures: { begin: [undefined, new Error('the disk is full')], store: busy },
    });
    await send();
    expect(most()).toBeGreaterThan(1);
    expect(state().kind).toBe('failed');
    const left = busy.length;
    await new Promise((resolve) => setTimeout(resolve));
    expect(left - busy.length).toBeLessThanOrEqual(most());
  });

  test('that is cancelled sends no more and says no more', async () => {
    const { send, stored, state, controller } = setUp();
    let calls = 0;
    await send(async () => {
      calls += 1;
      if (calls === 3) controller.abort();
    });
    expect(stored.size).toBeLessThanOrEqual(2);
    expect(state().kind).not.toBe('done');
    expect(state().kind).not.toBe('failed');
  });

  test('of no bytes has no chunks', async () => {
    const { send, stored, state } = setUp({ size: 0 });
    await send();
    expect(state()).toEqual({ kind: 'done' });
    expect(stored.size).toBe(0);
  });
});

test('the window grows while acks come as quickly as ever, gives way when they come later, and is never empty', () => {
  expect(nextWindow(1, 10, 10)).toBe(2);
  expect(nextWindow(8, 10, 10)).toBe(8);
  expect(nextWindow(4, 100, 10)).toBe(4);
  expect(nextWindow(5, 200, 10)).toBe(2);
  expect(nextWindow(1, 5_000, 10)).toBe(1);
  // Far away is not busy.
  expect(nextWindow(4, 220, 200)).toBe(5);
});

test.each<[UploadState, UploadEvent, UploadState]>([
  [{ kind: 'sending', bytes: 5 }, { type: 'paused' }, { kind: 'paused', bytes: 5 }],
  [
    { kind: 'paused', bytes: 5 },
    { type: 'sent', bytes: 7 },
    { kind: 'paused', bytes: 7 },
  ],
  [
    { kind: 'paused', bytes: 5 },
    { type: 'stalled', reason: 'x' },
    { kind: 'paused', bytes: 5 },
  ],
  [{ kind: 'paused', bytes: 5 }, { type: 'resumed' }, { kind: 'sending', bytes: 5 }],
  [{ kind: 'hashing', bytes: 5 }, { type: 'paused' }, { kind: 'hashing', bytes: 5 }],
  [
    { kind: 'sending', bytes: 5 },
    { type: 'stalled', reason: 'x' },
    { kind: 'stalled', bytes: 5, reason: 'x' },
  ],
  [{ kind: 'done' }, { type: 'sent', bytes: 1 }, { kind: 'done' }],
  [{ kind: 'failed', message: 'x', canRetry: true }, { type: 'retried' }, { kind: 'waiting' }],
  [{ kind: 'done' }, { type: 'retried' }, { kind: 'done' }],
])('%j after %j is %j', (state, event, next) => {
  expect(afterUploadEvent(state, event)).toEqual(next);
});
