import { expect, it } from 'vitest';
import { MessagingError } from '../errors.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { storeWithin } from './storeWithin.ts';
import type { SendResult } from './subjectQueue.ts';

const entry = {
  ...{ subject: 'a.b', body: new Uint8Array(), messageId: 'e1:a.b', stream: 'S' },
  queuedAt: 0,
};
const offline = () => new MessagingError('offline', 'cut');

/** Each attempt gets the next of the answers. */
async function attempts(limit: number, ...answers: (SendResult | MessagingError)[]) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const result = storeWithin(limit, entry, {
    clock,
    send: async ({ messageId }) => {
      sent.push(messageId);
      const answer = answers.shift();
      if (answer instanceof MessagingError) throw answer;
      return answer ?? { duplicate: false };
    },
  }).catch((error: unknown) => (error instanceof MessagingError ? error.code : error));
  for (let step = 0; step < 10; step++) {
    await clock.advance(1_000);
  }
  return { sent, result: await result };
}

it('repeats with the same id until it is stored', async () => {
  const repeated = await attempts(3, offline(), offline(), { duplicate: true });
  expect(repeated).toEqual({ sent: ['e1:a.b', 'e1:a.b', 'e1:a.b'], result: 'stored' });
  expect(await attempts(3)).toEqual({ sent: ['e1:a.b'], result: 'stored' });
});

it('ends with the last attempt', async () => {
  const { sent, result } = await attempts(3, offline(), offline(), offline());
  expect([sent.length, result]).toEqual([3, 'offline']);
  const timeout = new MessagingError('timeout', 'late');
  expect(await attempts(2, offline(), timeout)).toMatchObject({ result: 'timeout' });
});

it('ends at once with what will never be stored', async () => {
  const denied = await attempts(3, new MessagingError('denied', 'no'));
  expect(denied).toMatchObject({ sent: ['e1:a.b'], result: 'denied' });
  const taken = await attempts(3, { duplicate: true });
  expect(taken).toMatchObject({ sent: ['e1:a.b'], result: 'duplicate' });
});
