import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessagingError } from '../errors.ts';
import { Outbox } from './outbox.ts';
import type { OutboxEntry } from './pendingPublish.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { FakeDisk } from '../testing/fakeStorage.ts';

const WINDOW_MS = 120_000;
const never = () => new Promise<never>(() => {});

/** A stream that remembers message ids for a while only. */
class ForgetfulStream {
  readonly stored: string[] = [];
  readonly #remembered = new Map<string, number>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** @returns whether it remembers the id */
  store(messageId: string): boolean {
    const at = this.#remembered.get(messageId);
    if (at !== undefined && this.#clock.now() - at < WINDOW_MS) return true;
    this.#remembered.set(messageId, this.#clock.now());
    this.stored.push(messageId);
    return false;
  }
}

/**
 * A process with an outbox that ends without a word at its nth step, where a step is anything that
 * leaves a trace: before and after each write, before and after each message reaches the stream.
 */
class Life {
  readonly outbox: Outbox;
  dead = false;
  #steps = 0;

  constructor(clock: FakeClock, disk: FakeDisk, stream: ForgetfulStream, dieAt: number) {
    const step = async () => {
      this.#steps += 1;
      if (this.#steps === dieAt) this.dead = true;
      if (this.dead) await never();
    };
    const storage = disk.open();
    this.outbox = new Outbox({
      clock,
      open: async () => ({
        storage: {
          ...storage,
          append: async (entries) => {
            await step();
            const keys = await storage.append(entries);
            await step();
            return keys;
          },
          remove: async (keys) => {
            await step();
            await storage.remove(keys);
            await step();
          },
        },
      }),
      send: async ({ messageId }) => {
        await step();
        const duplicate = stream.store(messageId);
        await step();
        if (this.#steps % 7 === 0) throw new MessagingError('timeout', 'The ack was lost.');
        return { duplicate };
      },
      sendLive: () => {},
      findStored: async (entries) => {
        const old = entries.filter(({ firstSentAt }) => clock.now() - firstSentAt >= WINDOW_MS);
        const ids = old.map(({ messageId }) => messageId);
        return new Set(ids.filter((id) => stream.stored.includes(id)));
      },
      waitsForStream: () => true,
      onRefused: () => {},
    });
  }
}

it('whatever is written is stored exactly once and in order, wherever lives end', async () => {
  const lifetime = fc.record({
    dieAt: fc.integer({ min: 1, max: 60 }),
    puts: fc.array(fc.constantFrom('a', 'b'), { maxLength: 12 }),
    // A jetstream-less server between two lives, and a pause longer than the server remembers.
    route: fc.constantFrom('stream', 'stream', 'live-only', 'none'),
    pauseMs: fc.constantFrom(0, 1_000, 3 * WINDOW_MS),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(lifetime, { minLength: 1, maxLength: 8 }), async (lives) => {
      const clock = new FakeClock();
      const disk = new FakeDisk();
      const stream = new ForgetfulStream(clock);
      const written = new Set<string>();
      let puts = 0;
      const noteWritten = () => {
        for (const { messageId } of disk.entries) written.add(messageId);
      };
      const put = ({ outbox }: Life, subject: string) => {
        const messageId = `${subject}:${puts++}`;
        const body = Uint8Array.of(1);
        const entry: OutboxEntry = {
          subject,
          body,
          messageId,
          stream: 'S',
          queuedAt: clock.now(),
        };
        outbox.put(entry).catch(() => {});
      };
      for (const { dieAt, puts: subjects, route, pauseMs } of lives) {
        const life = new Life(clock, disk, stream, dieAt);
        if (route !== 'none') life.outbox.resume(route === 'stream');
        for (const [index, subject] of subjects.entries()) {
          put(life, subject);
          if (index % 3 === 0) await settle();
          noteWritten();
        }
        await clock.advance(500);
        noteWritten();
        life.dead = true;
        life.outbox.pause();
        await clock.advance(pauseMs);
      }
      const last = new Life(clock, disk, stream, Number.POSITIVE_INFINITY);
      last.outbox.resume(true);
      put(last, 'a');
      await settle();
      noteWritten();
      for (let wait = 0; last.outbox.getState().queued > 0; wait++) {
        expect(wait).toBeLessThan(500);
        await clock.advance(5_000);
      }
      await settle();
      expect(disk.entries).toEqual([]);
      expect(new Set(stream.stored).size).toBe(stream.stored.length);
      for (const messageId of written) expect(stream.stored).toContain(messageId);
      for (const subject of ['a', 'b']) {
        const order = stream.stored
          .filter((id) => id.startsWith(subject))
          .map((id) => Number(id.slice(2)));
        expect(order).toEqual(order.toSorted((x, y) => x - y));
      }
    }),
    { numRuns: 300 },
  );
});
