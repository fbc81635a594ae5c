import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MessagingError } from '../errors.ts';
import { Outbox } from './outbox.ts';
import type { OutboxEntry } from './pendingPublish.ts';
import type { OpenOutbox } from './storage.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { diskFull, FakeBrowser, FakeDisk } from '../testing/fakeStorage.ts';
import { rejects } from '../testing/rejects.ts';

let clock: FakeClock;
let disk: FakeDisk;
let stored: string[];
let shown: string[];
let refused: string[];
/** Whether the stream takes what is sent; otherwise it hangs. */
let answers: 'acks' | 'silence' | MessagingError;

const entry = (subject: string, n: number): OutboxEntry => ({
  subject,
  body: Uint8Array.of(n),
  messageId: `${subject}:${n}`,
  stream: subject.startsWith('log') ? 'LOGS' : 'EVENTS',
  queuedAt: clock.now(),
});

function makeOutbox(open?: OpenOutbox): Outbox {
  return new Outbox({
    clock,
    open,
    send: ({ messageId }) => {
      if (answers instanceof MessagingError) return Promise.reject(answers);
      if (answers === 'silence') return new Promise(() => {});
      const duplicate = stored.includes(messageId);
      if (!duplicate) stored.push(messageId);
      return Promise.resolve({ duplicate });
    },
    sendLive: ({ messageId }) => void shown.push(messageId),
    findStored: async (entries) =>
      new Set(entries.map(({ messageId }) => messageId).filter((id) => stored.includes(id))),
    waitsForStream: ({ stream }) => stream !== 'LOGS',
    onRefused: ({ messageId }) => refused.push(messageId),
  });
}

const onDisk = () => makeOutbox(async () => ({ storage: disk.open() }));
const kept = () => disk.entries.map(({ messageId }) => messageId);

beforeEach(() => {
  clock = new FakeClock();
  disk = new FakeDisk();
  stored = [];
  shown = [];
  refused = [];
  answers = 'acks';
});

describe('Outbox', () => {
  it('writes before it sends, and removes after the ack', async () => {
    const outbox = onDisk();
    outbox.resume(true);
    await settle();
    const steps: string[] = [];
    disk.onWrite = (what) => void steps.push(`${what} with ${stored.length} stored`);
    const receipt = outbox.put(entry('a', 1));
    expect(outbox.getState()).toMatchObject({ queued: 1, oldestAt: clock.now() });
    await expect(receipt).resolves.toBe('stored');
    await settle();
    expect(steps).toEqual(['append with 0 stored', 'remove with 1 stored']);
    expect(outbox.getState()).toEqual({
      queued: 0,
      oldestAt: null,
      parked: 0,
      degraded: false,
      storage: 'persistent',
      storageProblem: null,
    });
  });

  it('sends first what an earlier life left', async () => {
    const before = onDisk();
    const lost = [1, 2].map((n) => before.put(entry('a', n)));
    await settle();
    expect(kept()).toEqual(['a:1', 'a:2']);
    // That life ends here without a word, like with kill -9.
    const outbox = onDisk();
    const receipt = outbox.put(entry('a', 3));
    await settle();
    expect(outbox.getState().queued).toBe(3);
    outbox.resume(true);
    await receipt;
    await settle();
    expect(stored).toEqual(['a:1', 'a:2', 'a:3']);
    expect(kept()).toEqual([]);
    void lost;
  });

  it('reports a restored entry that will never be stored', async () => {
    void onDisk().put(entry('a', 1));
    await settle();
    const outbox = onDisk();
    answers = new MessagingError('denied', 'no');
    outbox.resume(true);
    await settle();
    expect(refused).toEqual(['a:1']);
    expect([kept(), outbox.getState().queued]).toEqual([[], 0]);
  });

  it('writes together what comes together', async () => {
    const outbox = onDisk();
    await settle();
    const writes: string[] = [];
    disk.onWrite = (what) => void writes.push(what);
    outbox.resume(true);
    await Promise.all(Array.from({ length: 200 }, (_, n) => outbox.put(entry('a', n % 250))));
    await settle();
    expect(writes.filter((what) => what === 'append')).toHaveLength(1);
    expect(writes.length).toBeLessThan(10);
  });

  it('rejects with storage when nothing more fits, says why, and recovers', async () => {
    const outbox = onDisk();
    await settle();
    disk.failure = diskFull();
    await rejects(outbox.put(entry('a', 1)), { code: 'storage' });
    expect(outbox.getState()).toMatchObject({
      queued: 0,
      storage: 'failed',
      storageProblem: 'The disk is full.',
    });
    disk.failure = null;
    void outbox.put(entry('a', 2));
    await settle();
    expect(outbox.getState()).toMatchObject({ queued: 1, storage: 'persistent' });
    expect(kept()).toEqual(['a:2']);
  });

  it('tries again to open what could not be opened', async () => {
    let blocked = true;
    const outbox = makeOutbox(async () => {
      if (blocked) throw new Error('SecurityError');
      return { storage: disk.open(), notice: 'Only this tab.' };
    });
    outbox.start();
    await settle();
    expect(outbox.getState().storage).toBe('failed');
    await rejects(outbox.put(entry('a', 1)), { code: 'storage' });
    blocked = false;
    outbox.resume(true);
    await expect(outbox.put(entry('a', 1))).resolves.toBe('stored');
    expect(outbox.getState()).toMatchObject({
      storage: 'persistent',
      storageProblem: 'Only this tab.',
    });
  });

  it('removes later what it could not remove', async () => {
    const outbox = onDisk();
    outbox.resume(true);
    await settle();
    disk.onWrite = (what) => {
      if (what === 'remove') throw diskFull();
    };
    await outbox.put(entry('a', 1));
    await settle();
    expect([kept(), outbox.getState().storage]).toEqual([['a:1'], 'failed']);
    disk.onWrite = () => {};
    await outbox.put(entry('a', 2));
    await settle();
    expect([kept(), outbox.getState().storage]).toEqual([[], 'persistent']);
  });

  it('refuses more than an outage may pile up, and takes more when there is room', async () => {
    const outbox = makeOutbox();
    const large = { ...entry('a', 1), body: new Uint8Array(100 * 1024 * 1024) };
    void outbox.put(large);
    await rejects(outbox.put({ ...large, messageId: 'b' }), { code: 'storage' });
    outbox.resume(true);
    await settle();
    void outbox.put({ ...large, messageId: 'b' });
    expect(outbox.getState().queued).toBe(1);
  });

  it('bounds the number of entries too, parked ones included', async () => {
    const outbox = makeOutbox();
    outbox.resume(false);
    const puts = Array.from({ length: 100_000 }, (_, n) => outbox.put(entry('a', n % 250)));
    await Promise.all(puts);
    await rejects(outbox.put(entry('a', 1)), { code: 'storage' });
    expect(shown).toHaveLength(100_000);
    await expect(outbox.put(entry('log', 1))).resolves.toBe('sent');
  });

  it('gives one and the same state until something changes', async () => {
    const outbox = makeOutbox();
    await settle();
    const before = outbox.getState();
    expect(outbox.getState()).toBe(before);
    void outbox.put(entry('a', 1));
    expect(outbox.getState()).not.toBe(before);
    expect(outbox.getState()).toBe(outbox.getState());
  });

  it('is drained when nothing is left to send, parked entries aside', async () => {
    const outbox = makeOutbox();
    const done: string[] = [];
    void outbox.put(entry('a', 1));
    void outbox.drained(1_000).then(() => done.push('short'));
    void outbox.drained(10_000).then(() => done.push('long'));
    await clock.advance(1_000);
    expect(done).toEqual(['short']);
    outbox.resume(false);
    await settle();
    expect(done).toEqual(['short', 'long']);
    expect(clock.pending).toBe(0);
    expect(outbox.getState()).toMatchObject({ queued: 1, parked: 1, degraded: true });
  });
});

describe('closing', () => {
  it('rejects what is only in memory, also what comes later', async () => {
    const outbox = makeOutbox();
    answers = 'silence';
    outbox.resume(true);
    const puts = [outbox.put(entry('a', 1)), outbox.put(entry('a', 2))];
    const closed = puts.map((put) => rejects(put, { code: 'closed' }));
    await settle();
    await outbox.close();
    await Promise.all(closed);
    await rejects(outbox.put(entry('a', 3)), { code: 'closed' });
    expect(outbox.getState()).toMatchObject({ queued: 0, oldestAt: null });
    expect(clock.pending).toBe(0);
  });

  it('leaves what is written for the next life, and says so', async () => {
    const outbox = onDisk();
    const put = outbox.put(entry('a', 1));
    await outbox.close();
    await expect(put).resolves.toBe('queued');
    expect(kept()).toEqual(['a:1']);
  });

  it('waits no longer than a second for a storage that hangs, whatever hangs in it', async () => {
    const outbox = makeOutbox(async () => ({
      storage: { ...disk.open(), close: () => new Promise(() => {}) },
    }));
    await settle();
    disk.onWrite = () => new Promise(() => {});
    const put = rejects(outbox.put(entry('a', 1)), { code: 'closed' });
    await settle();
    const closed = vi.fn<() => void>();
    void outbox.close().then(closed);
    await clock.advance(1_000);
    expect(closed).toHaveBeenCalledTimes(1);
    await put;
    expect(clock.pending).toBe(0);
  });
});

describe('without JetStream', () => {
  it('shows state events at once, keeps them, and stores them when there is a stream', async () => {
    const outbox = onDisk();
    outbox.resume(false);
    await expect(outbox.put(entry('a', 1))).resolves.toBe('queued');
    await expect(outbox.put(entry('log', 1))).resolves.toBe('sent');
    expect([shown, kept()]).toEqual([['a:1', 'log:1'], ['a:1']]);
    outbox.pause();
    outbox.resume(true);
    await settle();
    expect([stored, kept()]).toEqual([['a:1'], []]);
    expect(outbox.getState()).toMatchObject({ queued: 0, parked: 0, degraded: false });
  });

  it('keeps what was queued before in order with what is shown', async () => {
    const outbox = onDisk();
    const before = outbox.put(entry('log', 1));
    await settle();
    outbox.resume(false);
    const after = outbox.put(entry('log', 2));
    await Promise.all([before, after]);
    await settle();
    expect(shown).toEqual(['log:1', 'log:2']);
    expect(kept()).toEqual([]);
  });
});

describe('tabs on one storage', () => {
  let browser: FakeBrowser;
  const openTab = () => {
    const tab = browser.openTab();
    const outbox = makeOutbox(async () => tab);
    outbox.start();
    return { outbox, tabs: tab.tabs };
  };

  beforeEach(() => {
    browser = new FakeBrowser(disk);
  });

  it('one sends for both, each hears of its own', async () => {
    const [{ outbox: first }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    const puts = [second.put(entry('a', 1)), first.put(entry('a', 2)), second.put(entry('a', 3))];
    await clock.advance(1_000);
    expect([first.getState().queued, second.getState().queued]).toEqual([3, 3]);
    first.resume(true);
    second.resume(true);
    expect(await Promise.all(puts)).toEqual(['stored', 'stored', 'stored']);
    await clock.advance(1_000);
    expect(stored.toSorted()).toEqual(['a:1', 'a:2', 'a:3']);
    expect([first.getState().queued, second.getState().queued]).toEqual([0, 0]);
    expect(kept()).toEqual([]);
  });

  it('the next takes over when the sender closes, with what both left', async () => {
    const [{ outbox: first }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    answers = 'silence';
    first.resume(true);
    const own = first.put(entry('a', 1));
    await settle();
    const others = second.put(entry('a', 2));
    await settle();
    second.resume(true);
    await settle();
    answers = 'acks';
    await first.close();
    await expect(own).resolves.toBe('queued');
    await expect(others).resolves.toBe('stored');
    expect(stored).toEqual(['a:1', 'a:2']);
    await expect(second.put(entry('a', 3))).resolves.toBe('stored');
  });

  it('the next takes over when the sender dies, and believes what was removed', async () => {
    const [{ outbox: first, tabs }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    const puts = [second.put(entry('a', 1)), second.put(entry('a', 2))];
    await settle();
    // The sender has removed one, and dies before anybody hears of it.
    disk.entries.shift();
    first.pause();
    tabs.close();
    second.resume(true);
    expect(await Promise.all(puts)).toEqual(['stored', 'stored']);
    expect(stored).toEqual(['a:2']);
  });

  it('a refusal reaches the tab that wrote it', async () => {
    const [{ outbox: first }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    answers = new MessagingError('jetstream', 'too large', { apiCode: 10_054 });
    first.resume(true);
    await rejects(second.put(entry('a', 1)), {
      name: 'MessagingError',
      code: 'jetstream',
      apiCode: 10_054,
    });
  });

  it('parked is shared too', async () => {
    const [{ outbox: first }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    first.resume(false);
    await expect(second.put(entry('a', 1))).resolves.toBe('queued');
    await clock.advance(1_000);
    expect(second.getState()).toMatchObject({ queued: 1, parked: 1, degraded: true });
  });

  it('a sender without a connection lets a tab send that has one, and may send again later', async () => {
    const [{ outbox: first }, { outbox: second }, { outbox: third }] = [
      openTab(),
      openTab(),
      openTab(),
    ];
    await settle();
    const own = first.put(entry('a', 1));
    const others = third.put(entry('a', 2));
    await settle();
    // The second is next in line, and has no connection either.
    third.resume(true);
    expect(await Promise.all([own, others])).toEqual(['stored', 'stored']);
    expect(stored).toEqual(['a:1', 'a:2']);

    answers = 'silence';
    const late = second.put(entry('a', 3));
    await settle();
    third.pause();
    first.resume(true);
    answers = 'acks';
    await expect(late).resolves.toBe('stored');
    await expect(third.put(entry('a', 4))).resolves.toBe('stored');
    await clock.advance(1_000);
    expect(stored).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
    expect(kept()).toEqual([]);
    for (const { queued } of [first, second, third].map((tab) => tab.getState())) {
      expect(queued).toBe(0);
    }
  });

  it('the sender finds what a tab wrote that was killed before it could say so', async () => {
    const [{ outbox: first }, { outbox: second, tabs }] = [openTab(), openTab()];
    await settle();
    first.resume(true);
    await settle();
    disk.onWrite = (what) => {
      if (what === 'append') tabs.close();
    };
    void second.put(entry('a', 1));
    await settle();
    expect([stored, kept()]).toEqual([[], ['a:1']]);
    await clock.advance(10_000);
    expect([stored, kept()]).toEqual([['a:1'], []]);
  });

  it('a tab that waits for its turn goes without having sent', async () => {
    const [{ outbox: first }, { outbox: second }] = [openTab(), openTab()];
    await settle();
    const listener = vi.fn<() => void>();
    second.onChange(listener);
    await second.close();
    await first.close();
    const third = openTab().outbox;
    third.resume(true);
    await expect(third.put(entry('a', 1))).resolves.toBe('stored');
  });
});
