import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogFailure } from '../folds/LogSteps.ts';
import { LogFeed } from '../feed/LogFeed.ts';
import { fakeLog } from '../feed/testing/fakeLog.ts';
import { hullOf, messageRange } from '../lineRange.ts';
import { LogBuffer } from '../LogBuffer.ts';
import type { LogLineInput } from '../rows.ts';
import { defaultLogView } from '../viewState.ts';
import { LogController } from './LogController.ts';
import type { LogData, LogInputs } from './types.ts';

const ends: (() => void)[] = [];
beforeEach(() => {
  const onFrame = (run: (now: number) => void) => setTimeout(() => run(performance.now()));
  vi.stubGlobal('requestAnimationFrame', onFrame);
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.unstubAllGlobals();
});

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

/** A log as its reader sees it; every row that the view would have scrolled to. */
function open(first: Partial<LogData & LogInputs>, later = (run: () => void) => run()) {
  let inputs = {
    ...{ buffer: new LogBuffer(), feed: null, isKnown: true, view: defaultLogView, steps: null },
    ...{ foldsPassed: false, failure: null },
    ...first,
  };
  const controller = new LogController(inputs, inputs);
  const { dispatch } = controller;
  // As if it ran in another thread.
  controller.dispatch = (command) => dispatch(structuredClone(command));
  const give = (next: Partial<LogData & LogInputs>) => {
    inputs = { ...inputs, ...next };
    const { buffer, feed, ...plain } = inputs;
    controller.read({ buffer, feed });
    controller.dispatch({ kind: 'inputs', inputs: plain });
  };
  const places: number[] = [];
  controller.subscribe(() => {
    const { target } = controller.getState();
    if (target === null) return;
    places.push(target.order);
    controller.dispatch({ kind: 'arrived', id: target.id });
  });
  ends.push(controller.start((view) => later(() => give({ view }))));
  /** Until the whole log was looked at. */
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { controller, give, places, settled, state: controller.getState };
}

const failed = (buffer: LogBuffer, failure = testFailed) => open({ buffer, failure });

test('a log of what failed opens at the first error of the step that failed', async () => {
  const { settled, places, state } = failed(logWith(2, 8, 9));
  await settled();
  expect(places).toEqual([8]);
  expect(state().reader).toEqual({ kind: 'paused', total: 9 });
});

test('without an error it opens where that step begins', async () => {
  const { settled, places } = failed(logWith(2));
  await settled();
  expect(places).toEqual([7]);
});

test('without a step, or one that printed nothing, it opens at the first error of all', async () => {
  for (const step of [null, 'never begun']) {
    const { settled, places } = failed(logWith(5, 8), { step, startedAt: undefined });
    await settled();
    expect(places).toEqual([5]);
  }
});

test('it stays at the end if nothing failed, or the place is unknown', async () => {
  for (const failure of [null, { step: null, startedAt: undefined }]) {
    const { settled, places, state } = open({ buffer: logWith(), failure });
    await settled();
    expect(places).toEqual([]);
    expect(state().reader).toEqual({ kind: 'following' });
  }
});

test('the next log that is shown opens at its own error, each once', async () => {
  const { settled, places, give } = failed(logWith(8));
  await settled();
  const buffer = logWith(9);
  // Which build it is is known before its log is there.
  give({ buffer, isKnown: false });
  await settled();
  give({ isKnown: true });
  await settled();
  give({ failure: { ...testFailed } });
  await settled();
  expect(places).toEqual([8, 9]);
});

type Opened = ReturnType<typeof open>;
test.each<[string, (opened: Opened) => void]>([
  ['does something with the log', ({ controller }) => controller.dispatch({ kind: 'touch' })],
  ['turns away from the end', ({ controller }) => controller.dispatch({ kind: 'pause' })],
  ['searches', ({ give }) => give({ view: { ...defaultLogView, levels: ['info'] } })],
])('a reader who %s meanwhile is left where they are', async (_, does) => {
  const opened = failed(logWith(8));
  does(opened);
  await opened.settled();
  expect(opened.places).toEqual([]);
  // The next log is opened for them all the same.
  opened.give({ buffer: logWith(9), view: defaultLogView });
  await opened.settled();
  expect(opened.places).toEqual([9]);
});

test('what the address or the reader chose stays in view, also when it is let go', async () => {
  const view = { ...defaultLogView, lines: { from: 3, to: 3 } };
  const { settled, places, give, state } = open({ buffer: logWith(8), failure: testFailed, view });
  await settled();
  give({ view: defaultLogView });
  await settled();
  expect(places).toEqual([3]);
  expect(state().linkProblem).toBeNull();
});

test('a linked line that is not there is said to be missing, until another one is chosen', async () => {
  const view = { ...defaultLogView, lines: { from: 30, to: 30 } };
  const { controller, settled, state } = open({ buffer: logWith(), view });
  await settled();
  expect(state().linkProblem).toMatch('not in this log');
  controller.dispatch({ kind: 'choose', lines: messageRange(4), isFurther: false });
  await settled();
  expect(state().linkProblem).toBeNull();
  expect(controller.inputs.view.lines).toEqual(messageRange(4));
});

test('lines are chosen one by one, and a range grows and shrinks at the end that moves', async () => {
  const { controller, settled, places } = open({ buffer: logWith() });
  controller.dispatch({ kind: 'scrolled', topRow: 2 });
  const next = (by: 1 | -1, isFurther = false) => {
    controller.dispatch({ kind: 'choose-next', by, isFurther });
    return controller.inputs.view.lines;
  };
  expect(next(1)).toEqual(messageRange(3));
  expect(next(1)).toEqual(messageRange(4));
  expect(next(-1, true)).toEqual(hullOf(messageRange(3), messageRange(4)));
  expect(next(1, true)).toEqual(messageRange(4));
  controller.dispatch({ kind: 'choose', lines: messageRange(6), isFurther: true });
  expect(controller.inputs.view.lines).toEqual(hullOf(messageRange(4), messageRange(6)));
  await settled();
  expect(places).toEqual([4, 3, 4]);
});

test('a line that is chosen where it is seen is not scrolled to, however late the address has it', async () => {
  const opened = open({ buffer: logWith() }, queueMicrotask);
  for (const seq of [4, 6]) {
    opened.controller.dispatch({ kind: 'choose', lines: messageRange(seq), isFurther: false });
    await opened.settled();
    expect(opened.controller.inputs.view.lines).toEqual(messageRange(seq));
  }
  expect(opened.places).toEqual([]);
  opened.give({ view: { ...defaultLogView, lines: { from: 8, to: 8 } } });
  await opened.settled();
  expect(opened.places).toEqual([8]);
});

test('errors are gone to one after the other, around the end too', async () => {
  const { controller, settled, places, state } = open({ buffer: logWith(2, 5, 8) });
  for (let i = 0; i < 4; i++) {
    controller.dispatch({ kind: 'next-error' });
    await settled();
  }
  expect(places).toEqual([2, 5, 8, 2]);
  const isCurrent = (seq: number) => state().marks?.isCurrent(line(seq, ''));
  expect([isCurrent(2), isCurrent(5)]).toEqual([true, false]);
});

test('a state that has not changed is the same object', async () => {
  const { controller, give, settled, state } = open({ buffer: logWith(8), failure: testFailed });
  await settled();
  const before = state();
  controller.dispatch({ kind: 'touch' });
  give({ steps: null });
  expect(state()).toBe(before);
});

test('folds outlive changes of the steps, and a line that is gone to is unfolded', async () => {
  const steps = { install: { status: 'passed' }, test: { status: 'failed' } } as const;
  const { controller, give, settled, state } = open({
    buffer: logWith(),
    steps,
    foldsPassed: true,
  });
  const shown = () => {
    const { rows } = state();
    const lines: string[] = [];
    for (let i = rows.first; i < rows.end; i++) {
      const row = rows.get(i);
      if (row?.kind === 'group') lines.push(`${row.step} ${row.open ? 'open' : 'folded'}`);
    }
    return lines;
  };
  expect(shown()).toEqual(['install folded', 'compile open', 'test open']);
  const head = state().rows.get(state().rows.end - 4);
  if (head?.kind !== 'group') throw new Error('The last step has a head.');
  controller.dispatch({ kind: 'fold', head });
  give({ steps: { ...steps, compile: { status: 'passed' } } });
  expect(shown()).toEqual(['install folded', 'compile folded', 'test folded']);
  controller.dispatch({ kind: 'show-line', order: 8 });
  await settled();
  expect(shown()).toEqual(['install folded', 'compile folded', 'test open']);
});

test('following again leads back to the log’s end, wherever the reader was', async () => {
  const log = fakeLog(30_000);
  const buffer = new LogBuffer({ capacity: 12_000 });
  const feed = new LogFeed(log.source, buffer);
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(30_000));
  const { controller, places, state } = open({ buffer, feed });
  controller.dispatch({ kind: 'show-line', order: 5_000 });
  await vi.waitFor(() => expect(places).toEqual([5_000]));
  expect(state().edges).toMatchObject({ older: 'more', newer: 'more' });
  log.publish(30_010);
  controller.dispatch({ kind: 'follow' });
  await vi.waitFor(() => expect(state().edges.newer).toBe('nothing'));
  expect(state().reader).toEqual({ kind: 'following' });
  expect(buffer.edges().newest?.seq).toBe(30_010);
});
