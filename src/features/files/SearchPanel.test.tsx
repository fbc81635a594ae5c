// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { slateCatalog, slateCommands, type SearchMatch } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient, type MessagingClient, MessagingError } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { SearchPanel } from './SearchPanel.tsx';

let client: MessagingClient;
/** What the agent is asked, and how it answers. */
let asked: { input: unknown; answer: (page: unknown) => void; refuse: (why: Error) => void }[];

beforeEach(async () => {
  asked = [];
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver(),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  vi.spyOn(client, 'request').mockImplementation(
    (_, __, input) =>
      new Promise((answer, refuse) => {
        asked.push({ input, answer, refuse });
      }) as never,
  );
  render(
    <MessagingProvider client={client}>
      <SearchPanel
        projectId="p1"
        renderLink={({ path, line }, text) => <a href={`/${path}#L${line}`}>{text}</a>}
      />
    </MessagingProvider>,
  );
});
afterEach(() => client.close({ drainMs: 0 }));

const matches = (count: number, from = 0): SearchMatch[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ fileId: 'f1', path: 'a.txt', line: from + n + 1, column: 3, start: 2, length: 3 },
    text: `a foo ${from + n}`,
  }));
const field = () => screen.getByRole('textbox', { name: 'Search in files' });
const search = (query: string) => {
  fireEvent.change(field(), { target: { value: query } });
  fireEvent.submit(screen.getByRole('search'));
};
const status = () => screen.getByRole('status').textContent;
const nextAsked = async (count: number) => {
  await vi.waitFor(() => expect(asked).toHaveLength(count));
  const last = asked.at(-1);
  if (!last) throw new Error('nothing was asked');
  return last;
};

test('shows matches as they come, each with a link to its line', async () => {
  expect(document.activeElement).toBe(field());
  search('foo');
  const first = await nextAsked(1);
  expect(status()).toBe('Searching…');
  first.answer({ matches: matches(2), searched: 10, cursor: 'more', done: false });
  const second = await nextAsked(2);
  expect(second.input).toMatchObject({ query: 'foo', cursor: 'more' });
  expect(status()).toBe('Searching… 2 matches in 10 files so far');
  const links = screen.getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/a.txt#L1', '/a.txt#L2']);
  expect(links[0]?.querySelector('mark')?.textContent).toBe('foo');
  second.answer({ matches: [], searched: 5, done: true });
  await vi.waitFor(() => expect(status()).toBe('2 matches, 15 files searched'));
});

test('stops when it is told to, and for another search; what comes late is not shown', async () => {
  search('foo');
  (await nextAsked(1)).answer({ matches: matches(2), searched: 10, cursor: 'more', done: false });
  const late = await nextAsked(2);
  fireEvent.click(screen.getByRole('button', { name: 'Stop searching' }));
  expect(status()).toBe('Stopped: 2 matches in 10 files');
  late.answer({ matches: matches(2, 2), searched: 10, cursor: 'more', done: false });
  search('bar');
  const other = await nextAsked(3);
  expect(other.input).toEqual({ query: 'bar', regex: false, matchCase: false });
  other.answer({ matches: [], searched: 20, done: true });
  await vi.waitFor(() => expect(status()).toBe('No matches in 20 files'));
  expect(screen.queryAllByRole('link')).toHaveLength(0);
});

test('shows a thousand matches at most, and asks for no more', async () => {
  search('foo');
  for (let page = 1; page <= 5; page++) {
    const { answer } = await nextAsked(page);
    answer({ matches: matches(200, page * 200), searched: 1, cursor: `${page}`, done: false });
  }
  await vi.waitFor(() =>
    expect(status()).toBe('The first 1,000 matches: narrow the search to see others'),
  );
  expect(asked).toHaveLength(5);
});

test('says at the field what is wrong with an expression', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Regular expression' }));
  search('(');
  const why = 'This is no regular expression: missing closing ).';
  (await nextAsked(1)).refuse(new MessagingError('rejected', why, { reason: 'invalid' }));
  await vi.waitFor(() => expect(field().getAttribute('aria-invalid')).toBe('true'));
  const note = document.getElementById(field().getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toBe(why);
});
