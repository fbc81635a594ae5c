import { expect, test } from 'vitest';
import type { Build } from '../../features/builds/model/model.ts';
import { buildsState, completed, running } from '../../features/builds/testing/builds.ts';
import { applySessionEvents, type Session } from '../../features/runtimes/model.ts';
import { type OverviewSource, overviewOf } from './overview.ts';

const project = { projectId: 'p1', name: 'Web', problem: null };
const source = (
  builds: readonly Build[],
  rest: Partial<OverviewSource<typeof project>> = {},
): OverviewSource<typeof project> => ({
  projects: [project],
  builds: buildsState(...builds),
  sessionsOf: () => [],
  buildLiveness: () => 'fresh',
  sessionLiveness: () => 'fresh',
  isHosted: () => true,
  ...rest,
});
const passed = completed('b1', 1, 2, []);
const failed: Build = { ...completed('b2', 3, 2, []), status: 'failed' };
const runs = running('b3', 5, []);
const waits: Build = { ...running('b4', 6, []), status: 'queued', begun: false, queuedAt: 6 };

const whatNeeds = (given: OverviewSource<typeof project>) =>
  overviewOf(given).attention.map((item) =>
    'why' in item ? `${item.kind} ${item.why}` : item.kind,
  );
const whatRuns = (given: OverviewSource<typeof project>) =>
  overviewOf(given).now.map(({ kind }) => kind);

test('a project needs somebody while its last result is a failure and no build is under way', () => {
  expect(whatNeeds(source([failed, passed]))).toEqual(['build failed']);
  expect(whatNeeds(source([completed('b5', 7, 1, []), failed]))).toEqual([]);
  expect(whatNeeds(source([{ ...waits, status: 'cancelled' }, failed]))).toEqual(['build failed']);
  expect(whatNeeds(source([runs, failed]))).toEqual([]);
});

test('a build that fell silent needs somebody and does not go on; one that waits for no agent, too', () => {
  const silent = source([runs, failed], { buildLiveness: () => 'lost' });
  expect(whatNeeds(silent)).toEqual(['build lost', 'build failed']);
  expect(whatRuns(silent)).toEqual([]);
  expect(whatNeeds(source([waits]))).toEqual([]);
  expect(whatNeeds(source([waits], { isHosted: () => null }))).toEqual([]);
  expect(whatNeeds(source([waits], { isHosted: () => false }))).toEqual(['build no-agent']);
});

test('builds that run come before those that wait, then processes', () => {
  const meta = (type: string) => ({
    name: `runtime.${type}`,
    subject: `slate.runtime.${type}.s1`,
    replayed: false,
  });
  const event = (type: 'started' | 'stopped', data: object) =>
    ({
      event: { type, sessionId: 's1', timestamp: 1, data: { projectId: 'p1', ...data } },
      meta: meta(type),
    }) as Parameters<typeof applySessionEvents>[1][number];
  const session = (...events: Parameters<typeof applySessionEvents>[1]) =>
    applySessionEvents({}, events, 1).s1 as Session;
  const up = session(event('started', {}));
  const all = source([waits, runs], { sessionsOf: () => [up] });
  expect(whatRuns(all)).toEqual(['build', 'queued', 'process']);
  expect(whatRuns({ ...all, sessionLiveness: () => 'lost' })).toEqual(['build', 'queued']);
  expect(whatNeeds({ ...all, sessionLiveness: () => 'lost' })).toEqual(['process lost']);
});

test('files that are wrong need somebody', () => {
  const broken = { ...project, problem: 'slate.json is not valid JSON' };
  const { attention } = overviewOf({ ...source([]), projects: [broken] });
  expect(attention).toMatchObject([{ kind: 'files', problem: 'slate.json is not valid JSON' }]);
});
