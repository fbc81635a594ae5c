import { expect, it } from 'vitest';
import {
  type ActivityDelivery,
  type ActivityState,
  applyActivity,
  listActivity,
  noActivity,
} from './model.ts';

const MINUTE = 60_000;

const delivery = (name: string, seq: number, data: object, time = seq * MINUTE, more = {}) => {
  const type = name.slice(name.indexOf('.') + 1);
  const event = { type, projectId: 'web', timestamp: time, data, ...more };
  return { event, meta: { name, seq, storedAt: time, place: seq } };
};
const apply = (deliveries: readonly object[], state: ActivityState = noActivity) =>
  applyActivity(state, deliveries as readonly ActivityDelivery[]);
const list = (...deliveries: readonly object[]) => listActivity(apply(deliveries));

it('tells a build that saved files started from one that a person started', () => {
  const started = (data: object) => list(delivery('build.started', 1, { buildId: 'b1', ...data }));
  expect(started({ trigger: { kind: 'change' } })).toMatchObject([{ isByChange: true, by: null }]);
  expect(started({ startedBy: 'Ada' })).toMatchObject([{ isByChange: false, by: 'Ada' }]);
});

it('shows a build as one, with who started it and how it ended', () => {
  const started = { buildId: 'b1', number: 12, startedBy: 'Ada' };
  const failed = { buildId: 'b1', number: 12, step: 'Check', durationMs: 2_000 };
  const before = apply([
    delivery('build.started', 1, started),
    delivery('build.progress', 2, { buildId: 'b1', percent: 50 }),
  ]);
  expect(listActivity(before)).toMatchObject([{ kind: 'build', result: 'started', by: 'Ada' }]);
  const after = listActivity(apply([delivery('build.failed', 3, failed)], before));
  expect(after).toMatchObject([
    { buildId: 'b1', number: 12, result: 'failed', by: 'Ada', step: 'Check', order: 3 },
  ]);
});

it('shows repeated changes of a file by one person as one, and a pause or a move apart', () => {
  const change = (seq: number, time: number, data: object = {}) =>
    delivery('file.updated', seq, { path: 'a.ts', by: 'Ada', ...data }, time, { fileId: 'f1' });
  const activities = list(
    delivery('file.created', 1, { path: 'a.ts', by: 'Ada' }, 0, { fileId: 'f1' }),
    change(2, MINUTE),
    change(3, 2 * MINUTE),
    change(4, 3 * MINUTE, { by: 'Grace' }),
    change(5, 30 * MINUTE, { by: 'Grace' }),
    change(6, 31 * MINUTE, { path: 'b.ts', previousPath: 'a.ts' }),
  );
  expect(activities).toMatchObject([
    { change: 'moved', name: 'b.ts', previousName: 'a.ts' },
    { change: 'updated', by: 'Grace', times: 1 },
    { change: 'updated', by: 'Grace', times: 1 },
    { change: 'updated', by: 'Ada', times: 2, order: 3 },
    { change: 'created', times: 1 },
  ]);
});

it('takes one event once, whichever key it came under, and no name that can’t be shown', () => {
  const deleted = { name: 'Web \u202e shop', deletedBy: 'Ada' };
  const once = delivery('project.deleted', 1, deleted, 0, { id: 'e1' });
  const again = delivery('project.deleted', 2, deleted, 0, { id: 'e1' });
  expect(list(once, again)).toMatchObject([{ change: 'deleted', name: 'Web shop', by: 'Ada' }]);
  expect(
    list(delivery('file.updated', 1, { path: 7 }), delivery('runtime.started', 2, {})),
  ).toEqual([]);
});
