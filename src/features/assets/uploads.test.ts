// @vitest-environment jsdom
import { expect, onTestFinished, test } from 'vitest';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { MessagingError, type MessagingClient } from '../../lib/messaging/index.ts';
import { explainUploadError } from './uploadPorts.ts';
import { createUploadQueue, type UploadQueue, uploadsToChooseAgain } from './uploads.ts';

const MIB = 1024 ** 2;

/** @param size that it says it has */
function file(name: string, size = 3, lastModified = 1): File {
  const made = new File(['abc'], name, { lastModified });
  return Object.defineProperty(made, 'size', { value: size });
}

const cancelAll = (queue: UploadQueue) => {
  for (const { id } of queue.items.getState()) queue.cancel(id);
};

/** A queue whose agent never answers. */
function setUp() {
  const request = () => new Promise(() => {});
  const queue = createUploadQueue({ request } as unknown as MessagingClient);
  onTestFinished(() => cancelAll(queue));
  const add = (...files: readonly File[]) => queue.add('web', files, 2 * MIB, 'Ada');
  return { queue, add };
}

const shown = ({ items }: UploadQueue) =>
  items.getState().map(({ file: { name }, state }) => [name, state.kind]);
const messages = ({ items }: UploadQueue) =>
  items.getState().map(({ state }) => (state.kind === 'failed' ? state.message : ''));

test('a file over the limit is not sent, and its message has both sizes', () => {
  const { queue, add } = setUp();
  add(file('big', 3 * MIB), file('bigger by one', 2 * MIB + 1));
  expect(messages(queue)).toEqual([
    'This file has 3.0 MB. The limit is 2.0 MB per file.',
    'This file has 2,097,153 bytes. The limit is 2,097,152 bytes per file.',
  ]);
});

test('the same file twice is one upload, and one that was refused is tried again', () => {
  const { queue, add } = setUp();
  add(file('a'), file('a'), file('a', 3, 2), file('b'));
  add(file('b'));
  queue.refuse('web', [file('photos')], 'This is a folder.');
  queue.refuse('web', [file('photos')], 'This is a folder.');
  expect(shown(queue).map(([name]) => name)).toEqual(['a', 'a', 'b', 'photos']);
  add(file('photos'));
  expect(shown(queue).at(-1)).toEqual(['photos', 'waiting']);
});

test('what was begun before the page was loaded is to be chosen again, until that is done', () => {
  const { queue, add } = setUp();
  const big = { uploadId: 'u1', name: 'big', size: 3, receivedBytes: 1 };
  const other = { uploadId: 'u2', name: 'other', size: 3, receivedBytes: 1 };
  const list = { unfinished: [big, other], assets: [] };
  const toChoose = (known: Parameters<typeof uploadsToChooseAgain>[0] = list) =>
    uploadsToChooseAgain(known, queue.items.getState());
  expect(toChoose()).toEqual([big, other]);
  add(file('big'));
  expect(toChoose()).toEqual([other]);
  // It was another file of that name.
  queue.items.setState((all) => all.map((item) => ({ ...item, uploadId: 'u3' })), true);
  expect(toChoose()).toEqual([big, other]);
  queue.items.setState((all) => all.map((item) => ({ ...item, uploadId: 'u1' })), true);
  expect(toChoose()).toEqual([other]);
  const finished = { assetId: 'u2' } as AssetRecord;
  expect(toChoose({ ...list, assets: [finished] })).toEqual([]);
});

test('the browser asks before a page with uploads is closed', () => {
  const { queue, add } = setUp();
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(asks()).toBe(false);
  add(file('a'), file('too big', 3 * MIB));
  expect(asks()).toBe(true);
  cancelAll(queue);
  expect(asks()).toBe(false);
});

test.each([
  [new MessagingError('offline', 'x'), { kind: 'later', reason: 'No connection' }],
  [new MessagingError('timeout', 'x'), { kind: 'later', reason: 'No answer' }],
  [new MessagingError('no-responders', 'x'), { kind: 'later', reason: 'No agent is connected' }],
  [new MessagingError('jetstream', 'full'), { kind: 'later', reason: 'The agent is busy' }],
  [
    new MessagingError('rejected', 'x', { reason: 'conflict', details: { missing: 2 } }),
    { kind: 'missing' },
  ],
  [
    new MessagingError('rejected', 'The disk is full.', { reason: 'failed' }),
    { kind: 'over', message: 'The disk is full.', canRetry: true },
  ],
  [
    new MessagingError('rejected', 'Too big.', { reason: 'invalid' }),
    { kind: 'over', message: 'Too big.', canRetry: false },
  ],
  [
    new MessagingError('denied', 'x'),
    { kind: 'over', message: 'Your role may not do this.', canRetry: true },
  ],
])('%s: %j', (error, problem) => {
  expect(explainUploadError(error)).toEqual(problem);
});
