// @vitest-environment jsdom
import { act, cleanup, fireEvent, renderHook } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { LogLineInput } from '../../lib/log/rows.ts';
import type { LogFailure } from '../../lib/log/folds/LogSteps.ts';
import { useErrors } from './useErrors.ts';
import { useOpening } from './useOpening.ts';

afterEach(cleanup);

const line = (seq: number, step: string, level: 'info' | 'error' = 'info'): LogLineInput => ({
  ...{ time: seq, message: `line ${seq}`, seq, ordinal: seq, step, level },
});
/** Lines 1 to 9: three of each of three steps, with errors where they are wanted. */
const logWith = (...errors: readonly number[]) => {
  const buffer = new LogBuffer();
  const stepOf = (seq: number) => ['install', 'compile', 'test'][Math.ceil(seq / 3) - 1] ?? '';
  buffer.append(
    Array.from({ length: 9 }, (_, i) =>
      line(i + 1, stepOf(i + 1), errors.includes(i + 1) ? 'error' : 'info'),
    ),
  );
  return buffer;
};
const testFailed: LogFailure = { step: 'test', startedAt: 7 };

interface Props {
  buffer: LogBuffer;
  failure?: LogFailure | null;
  isReady?: boolean;
  isChosen?: boolean;
}

/** The log view's parts that have to do with where it opens. */
function open(first: Props) {
  const root = document.body.appendChild(document.createElement('div'));
  const goTo = vi.fn(async () => 'there' as const);
  const reader = { isPaused: false };
  const isPaused = () => reader.isPaused;
  const from = () => null;
  const hook = renderHook(
    ({ buffer, failure = testFailed, isReady = true, isChosen = false }: Props) => {
      const place = { buffer, feed: null, isReady, goTo };
      const errors = useErrors({ ...place, from, isUnasked: failure !== null });
      const rootRef = useRef(root);
      const rest = { root: rootRef, failure, isChosen, isPaused, errors: errors.running };
      return useOpening({ ...place, ...rest });
    },
    { initialProps: first },
  );
  /** Until the whole log was looked at. */
  const scanned = () => act(() => new Promise((resolve) => setTimeout(resolve)));
  const places = () => goTo.mock.calls.map(([hit]: unknown[]) => hit);
  return { ...hook, root, reader, scanned, places };
}
const at = (seq: number) => ({ seq, part: 0 });

test('a log of what failed opens at the first error of the step that failed', async () => {
  const { scanned, places } = open({ buffer: logWith(2, 8, 9) });
  await scanned();
  expect(places()).toEqual([at(8)]);
});

test('without an error it opens where that step begins', async () => {
  const { scanned, places } = open({ buffer: logWith(2) });
  await scanned();
  expect(places()).toEqual([at(7)]);
});

test('without a step, or one that printed nothing, it opens at the first error of all', async () => {
  for (const step of [null, 'never begun']) {
    const { scanned, places } = open({
      buffer: logWith(5, 8),
      failure: { step, startedAt: undefined },
    });
    await scanned();
    expect(places()).toEqual([at(5)]);
  }
});

test('it stays at the end if nothing failed, or nothing tells where', async () => {
  for (const failure of [null, { step: null, startedAt: undefined }]) {
    const { scanned, places } = open({ buffer: logWith(), failure });
    await scanned();
    expect(places()).toEqual([]);
  }
});

test('the next log that is shown opens at its own error, each once', async () => {
  const { scanned, places, rerender } = open({ buffer: logWith(8) });
  await scanned();
  const next = logWith(9);
  // Which build it is is known before its log is there.
  rerender({ buffer: next, isReady: false });
  await scanned();
  rerender({ buffer: next });
  await scanned();
  rerender({ buffer: next, failure: { ...testFailed } });
  await scanned();
  expect(places()).toEqual([at(8), at(9)]);
});

type Opened = ReturnType<typeof open>;
test.each<[string, (opened: Opened) => void]>([
  ['turned the wheel', ({ root }) => fireEvent.wheel(root)],
  ['pressed something in the log', ({ root }) => fireEvent.pointerDown(root)],
  ['pressed a key in the log', ({ root }) => fireEvent.keyDown(root, { key: 'PageUp' })],
  ['used one of its keys elsewhere', ({ result }) => result.current()],
  ['was led somewhere by the page', ({ reader }) => void (reader.isPaused = true)],
])('a reader who %s meanwhile is left where they are', async (_, does) => {
  const buffer = logWith(8);
  const opened = open({ buffer });
  does(opened);
  await opened.scanned();
  expect(opened.places()).toEqual([]);
  // The next log is opened for them all the same.
  opened.reader.isPaused = false;
  opened.rerender({ buffer: logWith(9) });
  await opened.scanned();
  expect(opened.places()).toEqual([at(9)]);
});

test('what the address or the reader chose stays in view, also when it is let go', async () => {
  const buffer = logWith(8);
  const { scanned, places, rerender } = open({ buffer, isChosen: true });
  await scanned();
  rerender({ buffer });
  await scanned();
  expect(places()).toEqual([]);
});
