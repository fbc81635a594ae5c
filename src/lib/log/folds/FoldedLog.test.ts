import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, type LogGroupHead, type LogLineInput } from '../rows.ts';
import { FoldedLog } from './FoldedLog.ts';
import { foldName } from './entries.ts';

const line = (seq: number, step?: string, group?: string): LogLineInput => ({
  time: seq,
  message: `line ${seq}`,
  level: 'info',
  seq,
  ordinal: seq,
  ...(step === undefined ? {} : { step }),
  ...(group === undefined ? {} : { group }),
});
const lines = (from: number, to: number, step?: string, group?: string) =>
  Array.from({ length: to - from }, (_, i) => line(from + i, step, group));

/** The rows as a reader sees them: a head by its step, "+" when it is folded. */
const shown = (log: FoldedLog) => {
  const { first, end } = log.getSnapshot();
  return Array.from({ length: end - first }, (_, i) => {
    const row = log.get(first + i);
    if (row?.kind === 'group') return `${row.open ? '-' : '+'}${foldName(row)}`;
    return row !== undefined && isLine(row) ? row.seq : row?.text;
  });
};
const headOf = (log: FoldedLog, step: string): { head: LogGroupHead; index: number } => {
  for (let index = log.first; index < log.end; index++) {
    const head = log.get(index);
    if (head?.kind === 'group' && foldName(head) === step) return { head, index };
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
  // A later rerun of a step gets a head of its own.
  source.append([...lines(5, 50, 'b'), line(50, 'a')]);
  expect(shown(log).filter((row) => typeof row === 'string')).toEqual(['+a', '-b', '+a']);
});

test('a group has a head within its step, which has one again after it', () => {
  const source = new LogBuffer();
  source.append([line(1, 'a'), line(2, 'a', 'g'), line(3, 'a', 'h'), line(4, 'a')]);
  source.append([line(5, 'b', 'g'), line(6, 'b', 'g'), line(7, 'a', 'g')]);
  const log = new FoldedLog(source, () => true);
  const all = ['-a', 1, '-a › g', 2, '-a › h', 3, '-a', 4, '-b', '-b › g', 5, 6, '-a › g', 7];
  expect(shown(log)).toEqual(all);
  log.toggle(headOf(log, 'a › g').head);
  expect(shown(log).filter((row) => typeof row === 'number')).toEqual([1, 3, 4, 5, 6]);
  // With a step go its groups.
  log.toggle(headOf(log, 'a').head);
  expect(shown(log)).toEqual(['+a', '-b', '-b › g', 5, 6]);
  log.toggleAll(log.first);
  expect(shown(log)).toEqual(['+a', '+b']);
  log.toggleAll(log.first);
  expect(shown(log)).toContain('+a › g');
  log.reveal(2);
  expect(shown(log)).toEqual(all);
  log.toggle(headOf(log, 'a').head);
  log.reveal(7);
  expect(shown(log)).toEqual(all);
});

test('what is left of a group, or loaded before it, has its heads', () => {
  const source = new LogBuffer({ capacity: 3 });
  source.append(lines(10, 13, 'a', 'g'));
  const log = new FoldedLog(source, () => true);
  expect(shown(log)).toEqual(['-a', '-a › g', 10, 11, 12]);
  const { index } = headOf(log, 'a › g');
  source.append([line(13, 'a')]);
  expect(shown(log)).toEqual(['-a', '-a › g', 11, 12, '-a', 13]);
  expect(log.get(index + 2)).toMatchObject({ seq: 11 });
  const older = new LogBuffer();
  older.append(lines(10, 12, 'a', 'g'));
  const folds = new FoldedLog(older, () => true);
  expect(shown(folds)).toEqual(['-a', '-a › g', 10, 11]);
  older.prepend(lines(8, 10, 'a', 'g'));
  expect(shown(folds)).toEqual(['-a', '-a › g', 8, 9, 10, 11]);
  older.prepend(lines(6, 8, 'a'));
  expect(shown(folds)).toEqual(['-a', 6, 7, '-a › g', 8, 9, 10, 11]);
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
  expect(log.indexOf(4)).toBe(index);
  log.reveal(4);
  const at = log.indexOf(4);
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
const group = fc.constantFrom('g', 'h', undefined, undefined);
test('a step that takes turns with another has its head above them when its first lines are gone', () => {
  const source = new LogBuffer({ capacity: 4 });
  const log = new FoldedLog(source, () => true);
  source.append(lines(1, 2, 'test'));
  source.append(lines(2, 4, 'install'));
  source.append(lines(4, 5, 'test'));
  expect(shown(log)).toEqual(['-test', 1, '-install', 2, 3, 4]);
  source.append(lines(5, 6, 'test'));
  expect(shown(log)).toEqual(['-test', '-install', 2, 3, 4, 5]);
});

/** Lines of no step are in no group. */
const groupOf = (act: { readonly step: string | undefined; readonly group: string | undefined }) =>
  act.step === undefined ? undefined : act.group;
const action = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    step,
    group,
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    kind: fc.constant('prepend' as const),
    step,
    group,
    count: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('replace' as const),
    step,
    group,
    count: fc.integer({ min: 1, max: 9 }),
  }),
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
            source.append(lines(next, (next += act.count), act.step, groupOf(act)));
            break;
          case 'prepend':
            source.prepend(lines(before - act.count, before, act.step, groupOf(act)));
            before -= act.count;
            break;
          case 'replace':
            before = next;
            source.replace(lines(next, (next += act.count), act.step, groupOf(act)));
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
        const isShown = ({ step, group }: LogLineInput) =>
          step === undefined || (log.isOpen(step) && log.isOpen(foldName({ step, group })));
        expect(rows.filter((row) => row !== undefined && isLine(row))).toEqual(
          [...source.rows()].filter((row) => isLine(row) && isShown(row)),
        );
        // Each run of a step begins below a head.
        if (rows[0] !== undefined && isLine(rows[0])) expect(rows[0].step).toBeUndefined();
        rows.forEach((row, i) => {
          if (row === undefined || !isLine(row) || row.group === undefined) return;
          const group = rows.slice(0, i).findLast((above) => {
            if (above?.kind === 'group') return above.step === row.step;
            return above !== undefined && isLine(above) && above.step === row.step;
          });
          expect(group).toMatchObject({ step: row.step, group: row.group });
        });
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
