import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, encodeJson } from '../catalog/codec.ts';
import type { Ask } from './jetstream.ts';
import { findLastMessages } from './lastMessages.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { fakeContext } from '../testing/fakeContext.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';

/** A stream from `first` to `last` in which only the sequences in `ours` match the filter. */
async function find(first: number, last: number, ours: readonly number[], wanted: number) {
  const created = { count: 0 };
  const ask: Ask = async (subject, body) => {
    const { config } = decodeJson(body) as { config: { opt_start_seq: number; name: string } };
    created.count += 1;
    const pending = ours.filter((seq) => seq >= config.opt_start_seq).length;
    const reply = { name: config.name, num_pending: pending };
    return {
      subject,
      body: encodeJson(reply),
      reply: '',
      status: undefined,
      statusText: undefined,
    };
  };
  const info = {
    config: { name: 'S' },
    created: '',
    state: { messages: 0, first_seq: first, last_seq: last },
  };
  const driver = new FakeDriver();
  const context = fakeContext(new FakeClock(), ask, () => driver);
  const seq = await findLastMessages(context, info, ['f'], wanted);
  return { seq, created: created.count, deleted: driver.published.length };
}

describe('findLastMessages', () => {
  it('finds never fewer than wanted, at most a fifth more, and leaves no consumer behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.uniqueArray(fc.nat(2_000), { maxLength: 300 }),
        fc.nat(2_200),
        fc.integer({ min: 0, max: 400 }),
        async (first, offsets, length, wanted) => {
          const last = first + length;
          const ours = offsets.map((offset) => first + offset).filter((seq) => seq <= last);
          const { seq, created, deleted } = await find(first, last, ours, wanted);
          const got = ours.filter((one) => one >= seq).length;
          expect(got).toBeGreaterThanOrEqual(Math.min(wanted, ours.length));
          expect(got).toBeLessThanOrEqual(Math.max(wanted * 1.2, wanted));
          expect(created).toBeLessThanOrEqual(24);
          expect(deleted).toBe(created);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('needs few looks where the subject is one of many', async () => {
    const ours = Array.from({ length: 10_000 }, (_, index) => 1 + 20 * index);
    const { created } = await find(1, 200_000, ours, 500);
    expect(created).toBeLessThanOrEqual(5);
  });

  it('needs one look where the subject has the stream to itself, none in an empty stream', async () => {
    const ours = Array.from({ length: 1_000 }, (_, index) => index + 1);
    expect(await find(1, 1_000, ours, 100)).toMatchObject({ seq: 901, created: 1 });
    expect(await find(1, 0, [], 100)).toMatchObject({ seq: 1, created: 0 });
    expect(await find(101, 100, [], 100)).toMatchObject({ seq: 101, created: 0 });
  });
});
