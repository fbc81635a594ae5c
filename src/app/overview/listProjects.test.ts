import { describe, expect, it } from 'vitest';
import {
  applyBuildEvents,
  type BuildDelivery,
  noBuilds,
} from '../../features/builds/model/model.ts';
import { applyProjectEvents, type ProjectDelivery } from '../../features/projects/model.ts';
import type { ProjectsAnswer } from '../../features/projects/useProjects.ts';
import { applySessionEvents, type SessionDelivery } from '../../features/runtimes/model.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { listProjects, unlistedProjects } from './listProjects.ts';

const NOW = 9_000;
const record = (projectId: string, name = projectId): ProjectRecord => ({
  projectId,
  name,
  buildSteps: [{ name: 'Test', command: 'npm test' }],
  runCommand: null,
  currentBuildId: null,
  sessions: [],
});
const hosts = (kind: 'known' | 'no-agent' | 'asking', ...projects: ProjectRecord[]) =>
  ({ kind, projects, templates: [] }) satisfies ProjectsAnswer;

const event = (resource: string, type: string, ids: object, storedAt: number, data: object = {}) =>
  ({
    event: { type, timestamp: storedAt, ...ids, data },
    meta: { name: `${resource}.${type}`, subject: '', replayed: true, storedAt, place: storedAt },
  }) as unknown;
const project = (projectId: string, type: string, storedAt: number, data?: object) =>
  event('project', type, { projectId, userId: 'u1' }, storedAt, data) as ProjectDelivery;
const build = (projectId: string, storedAt: number) =>
  event('build', 'started', { projectId }, storedAt) as BuildDelivery;
const session = (projectId: string, storedAt: number) =>
  event('runtime', 'started', { sessionId: `of-${projectId}` }, storedAt, {
    projectId,
  }) as SessionDelivery;

function sources(
  answer: ProjectsAnswer,
  {
    projects = [],
    builds = [],
    sessions = [],
  }: {
    readonly projects?: readonly ProjectDelivery[];
    readonly builds?: readonly BuildDelivery[];
    readonly sessions?: readonly SessionDelivery[];
  },
) {
  return {
    answer,
    builds: applyBuildEvents(noBuilds, builds, NOW),
    sessions: applySessionEvents({}, sessions, NOW),
    lifecycles: applyProjectEvents({}, projects),
  };
}
const rows = (...args: Parameters<typeof listProjects>) =>
  listProjects(...args).map(({ name, note }) => [name, note]);

describe('the list of projects', () => {
  it('has one that another publisher made, by its name, and says that no agent hosts it', () => {
    const all = sources(hosts('known', record('web')), {
      projects: [project('shop', 'created', 1, { name: 'Web shop' })],
    });
    expect(unlistedProjects(all)).toEqual(['shop']);
    expect(rows(all, new Map([['shop', null]]))).toEqual([
      ['web', 'builds Test'],
      ['Web shop', 'shop · No agent'],
    ]);
  });

  it('has one whose publisher sends only builds, or only processes', () => {
    const all = sources(hosts('known'), { builds: [build('ci', 1)], sessions: [session('p', 1)] });
    expect(rows(all, new Map(unlistedProjects(all).map((id) => [id, null])))).toEqual([
      ['ci', 'No agent'],
      ['p', 'No agent'],
    ]);
  });

  it('does not say that one has no host while that is unknown, or another agent hosts it', () => {
    const told = { projects: [project('shop', 'created', 1)] };
    expect(rows(sources(hosts('asking'), told), new Map())).toEqual([['shop', '']]);
    const known = sources(hosts('known'), told);
    expect(rows(known, new Map())).toEqual([['shop', '']]);
    expect(rows(known, new Map([['shop', record('shop', 'Shop')]]))).toEqual([
      ['Shop', 'shop · builds Test'],
    ]);
  });

  it('keeps names while no agent answers, and says so', () => {
    const all = sources(hosts('no-agent', record('web', 'Our web')), {
      projects: [project('shop', 'created', 1)],
    });
    expect(rows(all, new Map())).toEqual([
      ['Our web', 'No agent is connected'],
      ['shop', 'No agent is connected'],
    ]);
    const deleted = { projects: [project('web', 'deleted', 1)] };
    expect(rows(sources(hosts('no-agent', record('web')), deleted), new Map())).toEqual([]);
  });

  it('leaves out what was deleted, unless something began since, by the server’s clock', () => {
    const deleted = [project('gone', 'deleted', 5_000)];
    const of = (storedAt: number) =>
      unlistedProjects(
        sources(hosts('known'), { projects: deleted, builds: [build('gone', storedAt)] }),
      );
    expect(of(4_000)).toEqual([]);
    expect(of(6_000)).toEqual(['gone']);
  });
});
