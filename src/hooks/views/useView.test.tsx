// @vitest-environment jsdom
import { act, render, renderHook, screen } from '@testing-library/react';
import { type ReactNode, StrictMode, useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient, defineView, Views } from '../../lib/messaging/index.ts';
import { FakeClock } from '../../lib/messaging/testing/fakeClock.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { FakeFrames, FakeSource, numbered } from '../../lib/messaging/testing/fakeSource.ts';
import { MessagingProvider } from '../MessagingProvider.tsx';
import { useView } from './useView.ts';
import { useViewStatus } from './useViewStatus.ts';
import { ViewsContext } from './viewsContext.ts';

type Numbered = { readonly event: { readonly n: number } };

const numbersView = defineView({
  name: 'numbers',
  subject: (id) => `numbers.${id}`,
  from: 'all',
  initial: [] as readonly number[],
  reduce: (numbers, deliveries) => [
    ...numbers,
    ...deliveries.map((delivery) => (delivery as unknown as Numbered).event.n),
  ],
});
const live = { phase: 'live' } as const;

const client = createClient({
  catalog: slateCatalog,
  commands: slateCommands,
  connect: async () => new FakeDriver(),
  userId: 'ada',
  inboxPrefix: '_INBOX.t',
});
let source: FakeSource;
let frames: FakeFrames;
let clock: FakeClock;
let views: Views;

beforeEach(() => {
  source = new FakeSource();
  frames = new FakeFrames();
  clock = new FakeClock();
  views = new Views({ source, clock, schedule: frames.schedule });
});

function wrapper({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <MessagingProvider client={client}>
        <ViewsContext value={views}>{children}</ViewsContext>
      </MessagingProvider>
    </StrictMode>
  );
}

/** The server has sent these, and that is all for now. */
const send = (reader = source.last, ...numbers: readonly number[]) =>
  act(() => {
    reader.events(numbered(...numbers));
    reader.phase(live);
    frames.run();
  });

const even = (numbers: readonly number[]) => numbers.filter((n) => n % 2 === 0);
const sameList = (a: readonly number[], b: readonly number[]) => a.join() === b.join();

describe('useView', () => {
  it('opens one reader under StrictMode, however many look', () => {
    const one = renderHook(() => useView(numbersView, 'a'), { wrapper });
    const other = renderHook(() => useView(numbersView, 'a', (all) => all.length), { wrapper });
    send(source.last, 1, 2);
    expect(one.result.current).toEqual([1, 2]);
    expect(other.result.current).toBe(2);
    expect(source.readers).toHaveLength(1);
  });

  it('never renders a status without its state', () => {
    const seen: string[] = [];
    renderHook(
      () => {
        const { phase } = useViewStatus(numbersView, 'a');
        seen.push(`${phase} ${useView(numbersView, 'a').join()}`);
      },
      { wrapper },
    );
    send(source.last, 1, 2);
    expect(new Set(seen)).toEqual(new Set(['waiting ', 'live 1,2']));
  });

  it('renders only what changes the selection, though its closure is new each time', () => {
    let renders = 0;
    const { result } = renderHook(
      () => {
        renders += 1;
        return useView(numbersView, 'a', (all) => even(all), sameList);
      },
      { wrapper },
    );
    send(source.last, 2);
    const [before, rendered] = [result.current, renders];
    send(source.last, 3);
    expect(renders).toBe(rendered);
    send(source.last, 4);
    expect(result.current).toEqual([2, 4]);
    expect(before).toEqual([2]);
  });

  it('keeps an equal selection over renders for other reasons', () => {
    const { result, rerender } = renderHook(
      () => useView(numbersView, 'a', (all) => even(all), sameList),
      { wrapper },
    );
    send(source.last, 2);
    const before = result.current;
    rerender();
    expect(result.current).toBe(before);
  });

  it('leaks nothing of one param into the next', () => {
    const { result, rerender } = renderHook(
      ({ id }) =>
        useView(
          numbersView,
          id,
          (all) => all.length,
          () => true,
        ),
      { wrapper, initialProps: { id: 'a' } },
    );
    send(source.last, 1, 2);
    rerender({ id: 'b' });
    expect(result.current).toBe(0);
  });

  it('is idle without a param', () => {
    const { result } = renderHook(() => useViewStatus(numbersView, null), { wrapper });
    expect(result.current).toMatchObject({ phase: 'idle', isReady: true });
    expect(source.readers).toHaveLength(0);
  });
});

describe('going from page to page', () => {
  function Pages() {
    const [page, setPage] = useState('first');
    return (
      <>
        <nav>
          {['first', 'second', 'elsewhere'].map((name) => (
            <button key={name} type="button" onClick={() => setPage(name)}>
              {name}
            </button>
          ))}
        </nav>
        {page === 'elsewhere' ? null : <Page key={page} name={page} />}
      </>
    );
  }
  function Page({ name }: { name: string }) {
    const numbers = useView(numbersView, 'a');
    return <p role="status">{`${name}: ${numbers.join()}`}</p>;
  }
  const goTo = (name: string) => act(() => screen.getByRole('button', { name }).click());
  const text = () => screen.getByRole('status').textContent;

  it('and back reads nothing again and shows what happened meanwhile', async () => {
    render(<Pages />, { wrapper });
    send(source.last, 1);
    goTo('second');
    expect(text()).toBe('second: 1');
    goTo('elsewhere');
    source.last.events(numbered(2));
    await act(() => clock.advance(60_000));
    goTo('first');
    expect(text()).toBe('first: 1,2');
    expect(source.readers).toHaveLength(1);
  });

  it('after a long while reads again, and a timer of the first stay closes nothing', async () => {
    render(<Pages />, { wrapper });
    send(source.last, 1);
    goTo('elsewhere');
    await act(() => clock.advance(4 * 60_000));
    goTo('first');
    goTo('elsewhere');
    await act(() => clock.advance(2 * 60_000));
    goTo('first');
    expect(text()).toBe('first: 1');
    goTo('elsewhere');
    await act(() => clock.advance(6 * 60_000));
    goTo('first');
    expect(text()).toBe('first: ');
    send(source.last, 7);
    expect(text()).toBe('first: 7');
    expect(source.readers).toHaveLength(2);
  });
});
