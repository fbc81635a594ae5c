import { describe, expect, it } from 'vitest';
import {
  applyBuildEvent,
  type BuildDelivery,
  type BuildsState,
  buildsOf,
  latestBuild,
  noBuilds,
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
  events.map((event) => at(event)).reduce(applyBuildEvent, noBuilds);

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

  it('remembers where the log begins and ends by the server’s clock', () => {
    const first = applyBuildEvent(noBuilds, at(body('started', { buildId: 'b1' }), 500));
    const last = applyBuildEvent(first, at(body('completed', { buildId: 'b1' }), 900));
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
