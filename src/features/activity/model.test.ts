import { expect, it } from 'vitest';
import {
  type Activity,
  type ActivityDelivery,
  type ActivityState,
  applyActivity,
  noActivity,
} from './model.ts';
import { listActivity, withActivities } from './listActivity.ts';

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

it('says who changed an asset, not who uploaded it', () => {
  const asset = (name: string, seq: number, data: object) =>
    delivery(`asset.${name}`, seq, { name: 'a.png', createdBy: 'Ada', ...data }, seq, {
      assetId: 'a1',
    });
  const activities = list(
    asset('created', 1, {}),
    asset('updated', 2, { name: 'b.png', previousName: 'a.png', updatedBy: 'Bo' }),
    asset('deleted', 3, { name: 'b.png', deletedBy: 'Cy' }),
    asset('created', 4, { name: 'b.png', restoredBy: 'Di' }),
  );
  expect(activities).toMatchObject([
    { change: 'restored', by: 'Di' },
    { change: 'deleted', by: 'Cy' },
    { change: 'moved', by: 'Bo', previousName: 'a.png' },
    { change: 'created', by: 'Ada', id: 'a1' },
  ]);
});

it('shows an upload once, though the watcher saw its file, and what a person did to that file', () => {
  const asset = delivery('asset.created', 1, { name: 'a.png', createdBy: 'Ada' }, 0, {
    assetId: 'a1',
  });
  const file = (seq: number, data: object, time: number, name = 'created') =>
    delivery(`file.${name}`, seq, { path: 'assets/a.png', ...data }, time, { fileId: 'f1' });
  expect(list(asset, file(2, {}, 2_000))).toMatchObject([{ kind: 'asset', by: 'Ada' }]);
  const apart = [
    file(2, {}, 10 * MINUTE),
    file(2, { by: 'Bo' }, 2_000),
    file(2, {}, 2_000, 'deleted'),
    file(2, { path: 'assets/b.png' }, 2_000),
  ];
  for (const other of apart) expect(list(asset, other)).toHaveLength(2);
});

it('knows what a file is called now, and that it is gone', () => {
  const file = (name: string, seq: number, path: string, fileId: string, previousPath?: string) =>
    delivery(`file.${name}`, seq, { path, ...(previousPath && { previousPath }) }, seq, { fileId });
  const activities = list(
    file('created', 1, 'a.ts', 'f1'),
    file('created', 2, 'old.ts', 'f2'),
    file('updated', 3, 'src/a.ts', 'f1', 'a.ts'),
    file('deleted', 4, 'old.ts', 'f2'),
  );
  expect(activities).toMatchObject([
    { name: 'old.ts', nameNow: null },
    { name: 'src/a.ts', nameNow: 'src/a.ts' },
    { name: 'old.ts', nameNow: null },
    { name: 'a.ts', nameNow: 'src/a.ts' },
  ]);
});

it('sorts in what comes from elsewhere, as far back as it was read', () => {
  const builds = list(
    delivery('build.started', 10, { buildId: 'b1' }),
    delivery('build.started', 20, { buildId: 'b2' }),
  );
  // Another view counts in its own way.
  const others = [5, 25, 15].map((time) => ({ time: time * MINUTE, order: 1 }) as Activity);
  const minutes = (isWhole: boolean) =>
    withActivities(builds, others, isWhole).map(({ time }) => time / MINUTE);
  expect(minutes(true)).toEqual([25, 20, 15, 10, 5]);
  expect(minutes(false)).toEqual([25, 20, 15, 10]);
  expect(withActivities([], others, true)).toHaveLength(3);
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
