import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../lib/messaging/index.ts';
import {
  applyBuildEvent,
  type BuildDelivery,
  type BuildsState,
  buildOf,
  buildsOf,
  latestBuild,
  livenessOf,
  noBuilds,
  withoutNamesakes,
} from './model.ts';

type Body = BuildDelivery['event'];

const at = (event: Body, storedAt?: number): BuildDelivery => ({
  event,
  meta: {
    name: `build.${event.type}`,
    subject: `slate.build.${event.type}.${event.projectId}`,
    replayed: false,
    ...(storedAt === undefined ? {} : { storedAt, seq: 1 }),
  },
});

/** The reader's clock, which is not the publisher's. */
const NOW = 5_000_000;
let clock = 1_000;
const body = <T extends Body['type']>(
  type: T,
  data?: Extract<Body, { type: T }>['data'],
  projectId = 'p1',
) => {
  clock += 10;
  return { type, projectId, timestamp: clock, ...(data ? { data } : {}) } as Body;
};

const run = (...events: Body[]): BuildsState =>
  events.reduce((state, event) => applyBuildEvent(state, at(event), NOW), noBuilds);

describe('applyBuildEvent', () => {
  it('follows a build from start to end', () => {
    const state = run(
      body('started', { buildId: 'b1', steps: [{ name: 'Lint' }], startedBy: 'Ada' }),
      body('progress', { buildId: 'b1', percent: 40, step: 'Lint' }),
      body('completed', { buildId: 'b1' }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({
      key: 'b1',
      status: 'completed',
      percent: 100,
      startedBy: 'Ada',
      steps: [{ name: 'Lint' }],
    });
  });

  it('knows which files started it by being saved, through a second run too', () => {
    const trigger = { kind: 'change', files: ['a'], filesOmitted: 2 };
    const queued = body('queued', { buildId: 'b1', trigger });
    expect(latestBuild(run(queued), 'p1')).toMatchObject({ trigger, startedBy: null });
    const again = run(
      body('started', { buildId: 'b1', trigger }),
      body('queued', { buildId: 'b1', attempt: 2 }),
      body('started', { buildId: 'b1', attempt: 2 }),
      body('completed', { buildId: 'b1', attempt: 2 }),
    );
    expect(latestBuild(again, 'p1')).toMatchObject({ trigger, status: 'completed' });
  });

  it('keeps its number and what it is about, whichever event says them', () => {
    const git = { branch: 'main', commit: '0123456789abcdef', subject: 'Tokens expire' };
    const state = run(
      body('queued', { buildId: 'b1', number: 12 }),
      body('started', { buildId: 'b1', git }),
      body('progress', { buildId: 'b1', attempt: 2, number: 12, percent: 4 }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({ number: 12, attempt: 2, git: null });
    const ended = run(body('completed', { buildId: 'b2', number: 13, git }));
    expect(latestBuild(ended, 'p1')).toMatchObject({ number: 13, git });
  });

  it('has the latest list of annotations, until it is run again', () => {
    const annotation = (message: string) => ({ level: 'error' as const, message });
    const events = [
      body('started', { buildId: 'b1' }),
      body('progress', { buildId: 'b1', annotations: [annotation('a')] }),
      body('progress', { buildId: 'b1', percent: 10 }),
      body('progress', { buildId: 'b1', annotationsOmitted: 2 }),
    ];
    expect(latestBuild(run(...events), 'p1')).toMatchObject({
      annotations: [annotation('a')],
      annotationsOmitted: 2,
    });
    const annotations = [annotation('a'), annotation('b')];
    for (const end of ['completed', 'failed', 'cancelled'] as const) {
      const ended = run(...events, body(end, { buildId: 'b1', annotations }));
      expect(latestBuild(ended, 'p1')).toMatchObject({ annotations, annotationsOmitted: 0 });
      expect(latestBuild(run(...events, body(end, { buildId: 'b1' })), 'p1')).toMatchObject({
        annotations: [annotation('a')],
      });
    }
    const again = run(...events, body('started', { buildId: 'b1', attempt: 2 }));
    expect(latestBuild(again, 'p1')).toMatchObject({ annotations: [], annotationsOmitted: 0 });
    const many = Array.from({ length: 300 }, (_, n) => annotation(`${n}`));
    const long = latestBuild(run(body('progress', { buildId: 'b1', annotations: many })), 'p1');
    expect(long?.annotations).toHaveLength(200);
    expect(long?.annotationsOmitted).toBe(100);
  });

  it('does not take what is shown of an unfinished line for a build', () => {
    const message = 'Name? ';
    expect(run(body('partial', { buildId: 'b1', message }))).toEqual(noBuilds);
  });

  it('is being cancelled from the moment it was asked for until it ends', () => {
    const asked = [
      body('started', { buildId: 'b1' }),
      body('progress', { buildId: 'b1', cancelling: true, cancelledBy: 'Ada' }),
      body('progress', { buildId: 'b1', percent: 10 }),
    ];
    expect(latestBuild(run(...asked), 'p1')).toMatchObject({
      status: 'running',
      cancelling: true,
      cancelledBy: 'Ada',
    });
    expect(latestBuild(run(...asked, body('cancelled', { buildId: 'b1' })), 'p1')).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'Ada',
    });
  });

  it('makes a build of progress alone', () => {
    const state = run(body('progress', { percent: 42 }), body('progress', { percent: 77 }));
    expect(buildsOf(state, 'p1')).toHaveLength(1);
    expect(latestBuild(state, 'p1')).toMatchObject({
      status: 'running',
      percent: 77,
      anonymous: true,
    });
  });

  it('begins another anonymous build after the last one has ended', () => {
    const state = run(
      body('progress', { percent: 90 }),
      body('failed', { step: 'Test', exitCode: 3 }),
      body('progress', { percent: 5 }),
    );
    expect(buildsOf(state, 'p1').map(({ status }) => status)).toEqual(['running', 'failed']);
  });

  it('never lets the bar of a build go backwards', () => {
    const state = run(
      body('progress', { buildId: 'b1', percent: 60 }),
      body('progress', { buildId: 'b1', percent: 30 }),
    );
    expect(latestBuild(state, 'p1')?.percent).toBe(60);
  });

  it('keeps an end final, whatever arrives late', () => {
    const state = run(
      body('started', { buildId: 'b1' }),
      body('cancelled', { buildId: 'b1', cancelledBy: 'Ada' }),
      body('progress', { buildId: 'b1', percent: 99 }),
      body('started', { buildId: 'b1' }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({ status: 'cancelled', percent: null });
  });

  it('keeps projects and parallel builds apart', () => {
    const state = run(
      body('started', { buildId: 'b1' }),
      body('started', { buildId: 'b2' }),
      body('started', { buildId: 'x1' }, 'p2'),
      body('failed', { buildId: 'b1', step: 'Test', exitCode: 1 }),
    );
    expect(buildsOf(state, 'p1').map(({ key, status }) => [key, status])).toEqual([
      ['b2', 'running'],
      ['b1', 'failed'],
    ]);
    expect(latestBuild(state, 'p2')?.key).toBe('x1');
  });

  it.each(['constructor', '__proto__'])('knows no project and no build %s beforehand', (id) => {
    expect(buildsOf(noBuilds, id)).toEqual([]);
    const state = run(body('started', { buildId: id }, id));
    expect(buildsOf(state, id)).toMatchObject([{ key: id, status: 'running' }]);
  });

  it('remembers where the log begins and ends by the server’s clock', () => {
    const first = applyBuildEvent(noBuilds, at(body('started', { buildId: 'b1' }), 500), NOW);
    const last = applyBuildEvent(first, at(body('completed', { buildId: 'b1' }), 900), NOW);
    expect(latestBuild(last, 'p1')).toMatchObject({ firstStoredAt: 500, lastStoredAt: 900 });
  });

  it('names the step and exit code of a failure', () => {
    const state = run(
      body('failed', { buildId: 'b1', step: 'Test', exitCode: 3, lastLines: ['boom'] }),
    );
    expect(latestBuild(state, 'p1')?.failure).toEqual({
      step: 'Test',
      exitCode: 3,
      message: null,
      lastLines: ['boom'],
    });
  });
});

describe('the builds of a deleted project whose id is in use again', () => {
  const state = [
    at(body('started', { buildId: 'old' }), 100),
    at(body('started', { buildId: 'new' }), 300),
    at(body('completed', { buildId: 'old' }), 400),
    at(body('started', { buildId: 'x' }, 'p2'), 100),
  ].reduce((known, delivery) => applyBuildEvent(known, delivery, NOW), noBuilds);
  const own = withoutNamesakes(state, (id) => (id === 'p1' ? { storedAt: 200, time: 0 } : null));

  it('are not its own', () => {
    expect(buildsOf(own, 'p1').map(({ key }) => key)).toEqual(['new']);
    expect(buildsOf(own, 'p2').map(({ key }) => key)).toEqual(['x']);
    const none = withoutNamesakes(state, () => ({ storedAt: 500, time: 0 }));
    expect(latestBuild(none, 'p1')).toBeNull();
  });

  it('are still found by those who have a link', () => {
    expect(buildOf(own, 'p1', 'old')?.status).toBe('completed');
  });
});

describe('a build that waits', () => {
  it('is queued until it begins, and counts from there', () => {
    const queued = body('queued', { buildId: 'b1', startedBy: 'Ada' });
    expect(latestBuild(run(queued), 'p1')).toMatchObject({ status: 'queued', begun: false });
    const started = body('started', { buildId: 'b1', attempt: 1 });
    expect(latestBuild(run(queued, started), 'p1')).toMatchObject({
      status: 'running',
      startedAt: started.timestamp,
      startedBy: 'Ada',
    });
  });

  it('is not queued again by news that comes late', () => {
    const state = run(
      body('started', { buildId: 'b1', attempt: 1 }),
      body('queued', { buildId: 'b1', attempt: 1, startedBy: 'Ada' }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({ status: 'running', startedBy: 'Ada' });
  });

  it('comes behind the one that runs, also when it is cancelled', () => {
    const runs = [body('started', { buildId: 'b1' }), body('queued', { buildId: 'b2' })];
    expect(latestBuild(run(...runs), 'p1')?.key).toBe('b1');
    const cancelled = body('cancelled', { buildId: 'b2', cancelledBy: 'Ada' });
    expect(latestBuild(run(...runs, cancelled), 'p1')?.key).toBe('b1');
    const ended = body('completed', { buildId: 'b1' });
    expect(latestBuild(run(...runs, ended), 'p1')).toMatchObject({ key: 'b2', status: 'queued' });
    expect(latestBuild(run(...runs, cancelled, ended), 'p1')?.key).toBe('b1');
  });

  it('is on show when nothing else happens, also when it is cancelled', () => {
    const before = [body('started', { buildId: 'b1' }), body('completed', { buildId: 'b1' })];
    const waits = [body('queued', { buildId: 'b2' }), body('queued', { buildId: 'b3' })];
    expect(latestBuild(run(...before, ...waits), 'p1')?.key).toBe('b2');
    const cancelled = waits.map((event) => body('cancelled', { buildId: event.data?.buildId }));
    expect(latestBuild(run(...before, ...waits, ...cancelled), 'p1')?.status).toBe('cancelled');
  });

  it('is not hidden by a build that was left running long ago', () => {
    const state = run(
      body('started', { buildId: 'old' }),
      body('started', { buildId: 'new' }),
      body('completed', { buildId: 'new' }),
    );
    expect(latestBuild(state, 'p1')?.key).toBe('new');
  });
});

describe('the duration of a build', () => {
  const ends = (...events: Body[]) => latestBuild(run(...events), 'p1')?.durationMs;
  const buildId = 'b1';

  it('is what its publisher says, else the time between its beginning and its end', () => {
    const started = body('started', { buildId });
    const completed = body('completed', { buildId });
    expect(ends(started, completed)).toBe(completed.timestamp - started.timestamp);
    expect(ends(started, body('completed', { buildId, durationMs: 7 }))).toBe(7);
    expect(ends(body('failed', { buildId }))).toBeNull();
  });

  it('is none for one that was cancelled while it waited, for the first time or again', () => {
    const queued = body('queued', { buildId });
    const cancelled = () => body('cancelled', { buildId, durationMs: 9_000 });
    expect(ends(queued, cancelled())).toBeNull();
    const again = [body('started', { buildId }), body('queued', { buildId, attempt: 2 })];
    expect(ends(queued, ...again, body('cancelled', { buildId }))).toBeNull();
  });
});

describe('a build that runs again', () => {
  const firstRun = [
    body('queued', { buildId: 'b1', attempt: 1, startedBy: 'Ada' }),
    body('started', { buildId: 'b1', attempt: 1, steps: [{ name: 'Lint' }] }),
    body('progress', { buildId: 'b1', attempt: 1, percent: 80, step: 'Lint' }),
  ];

  it('starts over and keeps who started it', () => {
    const again = body('started', { buildId: 'b1', attempt: 2, steps: [{ name: 'Other' }] });
    expect(latestBuild(run(...firstRun, again), 'p1')).toMatchObject({
      key: 'b1',
      status: 'running',
      attempt: 2,
      percent: null,
      step: null,
      steps: [{ name: 'Other' }],
      startedAt: again.timestamp,
      startedBy: 'Ada',
    });
  });

  it('waits again after its agent gave it back', () => {
    const state = run(...firstRun, body('queued', { buildId: 'b1', attempt: 2 }));
    expect(latestBuild(state, 'p1')).toMatchObject({ status: 'queued', attempt: 2, percent: null });
  });

  it('hears no more of the agent that was lost', () => {
    const state = run(
      ...firstRun,
      body('started', { buildId: 'b1', attempt: 2 }),
      body('progress', { buildId: 'b1', attempt: 1, percent: 90 }),
      body('failed', { buildId: 'b1', attempt: 1, message: 'late' }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({
      status: 'running',
      attempt: 2,
      percent: null,
      failure: null,
    });
  });

  it('goes on after an end that a lost agent already reported', () => {
    const state = run(
      ...firstRun,
      body('completed', { buildId: 'b1', attempt: 1 }),
      body('started', { buildId: 'b1', attempt: 2 }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({ status: 'running', endedAt: null });
  });

  it('ends by news without an attempt, whatever its own', () => {
    const state = run(
      ...firstRun,
      body('started', { buildId: 'b1', attempt: 3 }),
      body('failed', { buildId: 'b1', message: 'Given up' }),
    );
    expect(latestBuild(state, 'p1')).toMatchObject({
      status: 'failed',
      attempt: 3,
      failure: { message: 'Given up' },
    });
  });
});

describe('livenessOf', () => {
  const heartbeatMs = 10_000;
  /** A page that is connected since then, and was cut off before that from `silentSince` on. */
  const live = (since: number, silentSince: number | null = null): ConnectionState => ({
    ...connected,
    since,
    silentSince,
  });
  const started = (data: object, meta: object = {}, now = NOW) => {
    const { event, meta: known } = at(body('started', { buildId: 'b1', ...data }));
    const delivery = { event, meta: { ...known, ...meta } } as BuildDelivery;
    return applyBuildEvent(noBuilds, delivery, now);
  };
  const said = (state: BuildsState, connection: ConnectionState, now: number) => {
    const build = latestBuild(state, 'p1');
    return build && livenessOf(build, connection, now);
  };

  it.each([
    [0, 'fresh'],
    [30_000, 'fresh'],
    [30_001, 'stalled'],
    [120_000, 'stalled'],
    [120_001, 'lost'],
    [-3_600_000, 'fresh'],
  ] as const)('after %i ms of silence says %s', (silent, expected) => {
    expect(said(started({ heartbeatMs }), live(NOW), NOW + silent)).toBe(expected);
  });

  it('believes who has promised nothing, and what has ended', () => {
    expect(said(started({}), live(NOW), NOW + 1e9)).toBe('fresh');
    const ended = run(
      body('started', { buildId: 'b1', heartbeatMs: 1 }),
      body('completed', { buildId: 'b1' }),
    );
    expect(said(ended, live(NOW), NOW + 1e9)).toBe('fresh');
  });

  it('counts from any event, by the clock of the reader', () => {
    const later = NOW + 100_000;
    const progress = at(body('progress', { buildId: 'b1' }));
    const state = applyBuildEvent(started({ heartbeatMs }), progress, later);
    expect(said(state, live(NOW), later + 5_000)).toBe('fresh');
  });

  it('counts from when the server stored it, not from when it is replayed', () => {
    const stored = { replayed: true, storedAt: 1, place: 0, ageMs: 3_600_000 };
    expect(said(started({ heartbeatMs }, stored), live(NOW), NOW)).toBe('lost');
    expect(said(started({ heartbeatMs }, { ...stored, ageMs: 40_000 }), live(NOW), NOW)).toBe(
      'stalled',
    );
  });

  it('does not count silence while the page was offline', () => {
    const state = started({ heartbeatMs });
    const hour = 3_600_000;
    expect(said(state, { ...live(NOW), status: 'closed' }, NOW + hour)).toBe('fresh');
    const back = live(NOW + hour, NOW + 1_000);
    expect(said(state, back, NOW + hour)).toBe('fresh');
    expect(said(state, back, NOW + hour + 30_000)).toBe('stalled');
  });

  it('of one that its publisher left for another is lost', () => {
    const state = run(body('started'), body('started'));
    const [, left] = buildsOf(state, 'p1');
    expect(left && livenessOf(left, live(NOW), NOW)).toBe('lost');
  });
});

const connected = {
  status: 'live',
  rttMs: null,
  jetstream: 'on',
  serverName: 's',
  serverVersion: '2',
} as const;
