import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, type LogLineInput } from '../logRow.ts';
import type { LogGroupHead } from '../rowSource.ts';
import { FoldedLog } from './FoldedLog.ts';

const line = (seq: number, step?: string): LogLineInput => ({
  time: seq,
  message: `line ${seq}`,
  level: 'info',
  seq,
  ordinal: seq,
  ...(step === undefined ? {} : { step }),
});
const lines = (from: number, to: number, step?: string) =>
  Array.from({ length: to - from }, (_, i) => line(from + i, step));

/** The rows as a reader sees them: a head by its step, "+" when it is folded. */
const shown = (log: FoldedLog) => {
  const { first, end } = log.getSnapshot();
  return Array.from({ length: end - first }, (_, i) => {
    const row = log.get(first + i);
    if (row?.kind === 'group') return `${row.open ? '-' : '+'}${row.step}`;
    return row !== undefined && isLine(row) ? row.seq : row?.text;
  });
};
const headOf = (log: FoldedLog, step: string): { head: LogGroupHead; index: number } => {
  for (let index = log.first; index < log.end; index++) {
    const head = log.get(index);
    if (head?.kind === 'group' && head.step === step) return { head, index };
  }
  throw new Error(`There is no head of ${step}.`);
};

const build = () => {
  const source = new LogBuffer();
  source.append([...lines(1, 3), ...lines(3, 6, 'install'), ...lines(6, 8, 'test')]);
  return { source, log: new FoldedLog(source, () => true) };
};

test('each step has a head, and lines of none stand by themselves', () => {
  const { source, log } = build();
  expect(shown(log)).toEqual([1, 2, '-install', 3, 4, 5, '-test', 6, 7]);
  source.append([line(8, 'test'), line(9)]);
  expect(shown(log)).toEqual([1, 2, '-install', 3, 4, 5, '-test', 6, 7, 8, 9]);
});

test('a folded step keeps its head, and what comes for it stays folded', () => {
  const { source, log } = build();
  const { head, index } = headOf(log, 'test');
  const onChange = vi.fn();
  const leave = log.subscribe(onChange);
  log.toggle(head);
  expect(onChange).toHaveBeenCalledTimes(1);
  leave();
  expect(shown(log)).toEqual([1, 2, '-install', 3, 4, 5, '+test']);
  expect(log.get(index)).toMatchObject({ step: 'test', open: false });
  source.append(lines(8, 20, 'test'));
  expect(shown(log)).toHaveLength(7);
  log.toggle(headOf(log, 'test').head);
  expect(shown(log)).toHaveLength(21);
});

test('a head that is folded further down keeps its index when one above it is folded', () => {
  const { log } = build();
  log.getSnapshot();
  const { index } = headOf(log, 'test');
  log.toggleAll(index);
  expect(shown(log)).toEqual([1, 2, '+install', '+test']);
  expect(headOf(log, 'test').index).toBe(index);
  log.toggleAll(index);
  expect(shown(log)).toEqual([1, 2, '-install', 3, 4, 5, '-test', 6, 7]);
  expect(headOf(log, 'test').index).toBe(index);
});

test('steps that run side by side get no head for every turn', () => {
  const source = new LogBuffer();
  source.append([line(1, 'a'), line(2, 'b'), line(3, 'a'), line(4, 'b')]);
  const log = new FoldedLog(source, () => true);
  expect(shown(log)).toEqual(['-a', 1, '-b', 2, 3, 4]);
  log.toggle(headOf(log, 'a').head);
  expect(shown(log)).toEqual(['+a', '-b', 2, 4]);
  // A rerun of a step, much later, is told as one.
  source.append([...lines(5, 50, 'b'), line(50, 'a')]);
  expect(shown(log).filter((row) => typeof row === 'string')).toEqual(['+a', '-b', '+a']);
});

test('older rows come above without moving the others; a step has one head', () => {
  const source = new LogBuffer();
  source.append(lines(10, 13, 'install'));
  const log = new FoldedLog(source, () => true);
  expect(shown(log)).toEqual(['-install', 10, 11, 12]);
  const index = log.first + 2;
  source.prepend([...lines(5, 7), ...lines(7, 10, 'install')]);
  expect(shown(log)).toEqual([5, 6, '-install', 7, 8, 9, 10, 11, 12]);
  expect(log.get(index)).toMatchObject({ seq: 11 });
});

test('when the oldest rows make room, the rest of their step still has a head', () => {
  const source = new LogBuffer({ capacity: 5 });
  source.append(lines(1, 6, 'install'));
  const log = new FoldedLog(source, () => true);
  expect(shown(log)).toEqual(['-install', 1, 2, 3, 4, 5]);
  const index = log.first + 5;
  source.append(lines(6, 8, 'test'));
  expect(shown(log)).toEqual(['-install', 3, 4, 5, '-test', 6, 7]);
  expect(log.get(index)).toMatchObject({ seq: 5 });
});

test('a line is found by its sequence, a folded one by its head; revealing opens its step', () => {
  const { log } = build();
  log.toggle(headOf(log, 'install').head);
  const { index } = headOf(log, 'install');
  expect(log.indexOfSeq(4)).toBe(index);
  log.reveal(4);
  const at = log.indexOfSeq(4);
  expect(at === undefined ? undefined : log.get(at)).toMatchObject({ seq: 4 });
});

test('what is known of the steps folds them until somebody chooses', () => {
  const { log } = build();
  log.setOpenAtFirst((step) => step !== 'install');
  expect(shown(log)).toEqual([1, 2, '+install', '-test', 6, 7]);
  log.toggle(headOf(log, 'install').head);
  log.setOpenAtFirst(() => false);
  expect(shown(log)).toEqual([1, 2, '-install', 3, 4, 5, '+test']);
});

const step = fc.constantFrom('a', 'b', undefined);
const action = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), step, count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('prepend' as const), step, count: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('replace' as const), step, count: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('toggle' as const), at: fc.nat({ max: 50 }) }),
  fc.record({ kind: fc.constant('clear' as const) }),
);

test('whatever happens, it shows the log’s lines but the folded ones, and a row keeps its index', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const source = new LogBuffer({ capacity: 50 });
      const log = new FoldedLog(source, () => true);
      let next = 1_000_000;
      let before = next;
      for (const act of actions) {
        const kept = new Map<unknown, number>();
        for (let i = log.first; i < log.end; i++) kept.set(log.get(i), i);
        switch (act.kind) {
          case 'append':
            source.append(lines(next, (next += act.count), act.step));
            break;
          case 'prepend':
            source.prepend(lines(before - act.count, before, act.step));
            before -= act.count;
            break;
          case 'replace':
            before = next;
            source.replace(lines(next, (next += act.count), act.step));
            break;
          case 'clear':
            source.clear();
            break;
          case 'toggle': {
            const row = log.get(log.first + act.at);
            if (row?.kind === 'group') log.toggle(row);
            break;
          }
        }
        const { first, end } = log.getSnapshot();
        const rows = Array.from({ length: end - first }, (_, i) => log.get(first + i));
        const isShown = (row: LogLineInput) => row.step === undefined || log.isOpen(row.step);
        expect(rows.filter((row) => row !== undefined && isLine(row))).toEqual(
          [...source.rows()].filter((row) => isLine(row) && isShown(row)),
        );
        // Each run of a step begins below a head.
        if (rows[0] !== undefined && isLine(rows[0])) expect(rows[0].step).toBeUndefined();
        if (act.kind === 'append' || act.kind === 'prepend') {
          rows.forEach((row, i) => {
            const was = kept.get(row);
            if (row !== undefined && isLine(row) && was !== undefined) expect(first + i).toBe(was);
          });
        }
      }
    }),
  );
});
