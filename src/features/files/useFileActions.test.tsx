// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FileEntry, slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { waitingToasts } from '../../components/toast.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient, type MessagingClient, MessagingError } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { useFileActions } from './useFileActions.ts';

const entry = (path: string, revision = 'r1', fileId = 'f1'): FileEntry => ({
  ...{ fileId, path, kind: 'file', size: 1, modifiedAt: 1, revision },
});
const refused = (reason: string, message: string, theirs?: FileEntry) =>
  new MessagingError('rejected', message, { reason, details: theirs && { theirs } });

let client: MessagingClient;
/** Answers of the agent, in turn. */
let answers: unknown[];
let asked: unknown[];
const onDone = vi.fn();

beforeEach(async () => {
  [answers, asked] = [[], []];
  onDone.mockClear();
  waitingToasts.setState([], true);
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver(),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  vi.spyOn(client, 'request').mockImplementation((async (
    name: string,
    ids: object,
    input: Record<string, unknown>,
  ) => {
    const { path, revision } = input;
    asked.push([name, ...Object.values(ids), path, revision].filter((one) => one !== undefined));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }) as never);
});
afterEach(() => client.close({ drainMs: 0 }));

function setUp() {
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>
      <MessagingProvider client={client}>{children}</MessagingProvider>
    </QueryClientProvider>
  );
  return renderHook(() => useFileActions('p1', 'Ada', onDone), { wrapper }).result;
}
const toasts = () =>
  waitingToasts.getState().map(({ kind, text, action }) => [kind, text, action?.label].join(' | '));
const press = (label: string) =>
  act(async () =>
    waitingToasts
      .getState()
      .findLast(({ action }) => action?.label === label)
      ?.action?.run(),
  );

test('what is dropped where its name is taken is asked about, and goes under another name', async () => {
  const actions = setUp();
  answers = [refused('conflict', '“docs/a.txt” exists already.'), entry('docs/b.txt', 'r2')];
  await act(async () => actions.current.moveInto(entry('a.txt'), 'docs'));
  expect(actions.current.question).toMatchObject({ kind: 'move', initial: 'docs/a.txt' });
  expect(actions.current.refusal).toBe('“docs/a.txt” exists already.');
  await act(async () => actions.current.answer('docs/b.txt'));
  expect(actions.current.question).toBeNull();
  expect(toasts()).toEqual(['success | Moved “a.txt” to “docs” | Move back']);
  answers = [entry('a.txt', 'r3')];
  await press('Move back');
  expect(asked).toEqual([
    ['file.move', 'f1', 'docs/a.txt', 'r1'],
    ['file.move', 'f1', 'docs/b.txt', 'r1'],
    ['file.move', 'f1', 'a.txt', 'r2'],
  ]);
});

test('of two who rename a file the second one reads what happened, and may go on', async () => {
  const actions = setUp();
  answers = [refused('changed', 'x', entry('theirs.txt', 'r2')), entry('mine.txt', 'r3')];
  act(() => actions.current.ask({ kind: 'move', initial: 'a.txt', entry: entry('a.txt') }));
  await act(async () => actions.current.answer('mine.txt'));
  expect(actions.current.refusal).toBe('“a.txt” was moved to “theirs.txt” meanwhile.');
  expect(onDone).not.toHaveBeenCalled();
  await act(async () => actions.current.answer('mine.txt'));
  expect(asked.at(-1)).toEqual(['file.move', 'f1', 'mine.txt', 'r2']);
  expect(onDone).toHaveBeenCalledExactlyOnceWith(entry('mine.txt', 'r3'));
  expect(toasts()).toEqual(['success | Renamed “theirs.txt” to “mine.txt” | Rename back']);
});

test('a file that changed since it was shown is deleted only when that is asked for again', async () => {
  const actions = setUp();
  answers = [refused('changed', 'x', entry('a.txt', 'r2')), { fileId: 'f1', restorable: true }];
  await act(async () => actions.current.remove(entry('a.txt')));
  expect(toasts()).toEqual([
    'failure | Not deleted: “a.txt” was changed meanwhile. | Delete anyway',
  ]);
  await press('Delete anyway');
  expect(asked.at(-1)).toEqual(['file.delete', 'f1', 'r2']);
});

test('each of several deletions can be undone, also again when that failed', async () => {
  const actions = setUp();
  const gone = { fileId: 'f1', restorable: true };
  answers = [gone, gone, refused('conflict', '“b.txt” exists already.'), entry('b.txt', 'r9')];
  await act(async () => {
    actions.current.remove(entry('a.txt'));
    actions.current.remove(entry('a.txt'));
    actions.current.remove(entry('b.txt', 'r1', 'f2'));
  });
  expect(toasts()).toEqual([
    'success | Deleted “a.txt” | Undo',
    'success | Deleted “b.txt” | Undo',
  ]);
  await press('Undo');
  expect(toasts().at(-1)).toBe(
    'failure | “b.txt” is not back: “b.txt” exists already. | Try again',
  );
  await press('Try again');
  expect(onDone).toHaveBeenCalledExactlyOnceWith(entry('b.txt', 'r9'));
});

test('a name that the agent refuses is explained where it was typed', async () => {
  const actions = setUp();
  answers = [refused('invalid', '“.env” is never shown or changed.')];
  act(() => actions.current.ask({ kind: 'file', initial: '' }));
  await act(async () => actions.current.answer('.env'));
  expect(actions.current.refusal).toBe('“.env” is never shown or changed.');
  expect(actions.current.question).toMatchObject({ kind: 'file' });
  act(() => actions.current.cancel());
  expect(actions.current.refusal).toBeUndefined();
});

test('a role that may change nothing is known once the server has refused it', async () => {
  const actions = setUp();
  answers = [new MessagingError('denied', 'no')];
  await act(async () => actions.current.remove(entry('a.txt')));
  expect(toasts()).toEqual(['failure | Your role may not do this. | ']);
  expect(actions.current.isDenied).toBe(true);
});
