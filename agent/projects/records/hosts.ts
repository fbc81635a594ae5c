import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { KeyValue } from '../../broker/keyValue.ts';
import type { Presence } from '../../broker/presence.ts';
import type { ProjectRecord } from '../../../src/catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import type { Builds } from '../../build/builds.ts';
import { stepPath } from '../../build/steps.ts';
import type { Runtimes } from '../../runtime/runtime.ts';
import { describeCommand } from '../projectFile.ts';
import type { HostedProject } from '../projects.ts';
import type { Hosting } from './hosting.ts';
import type { Known, RecordStore } from './recordStore.ts';

/** A page waits 4 s for a list; what the server has not said by then is left out. */
const ANSWER_MS = 1_500;
const VANISHED_MS = 24 * 3_600_000;
const NO_HOST =
  'No agent hosts this project now. Start one with its directory to build and run it: npm start -- --project DIR';

const stored = z.object({
  agentId: z.string(),
  agentName: z.string(),
  project: z.looseObject({
    name: z.string(),
    buildSteps: z.nullable(z.array(z.looseObject({ name: z.string(), command: z.string() }))),
    runCommand: z.nullable(z.string()),
    currentBuildId: z.nullable(z.string()),
    sessions: z.array(
      z.looseObject({
        sessionId: z.string(),
        projectId: z.string(),
        state: z.enum(['running', 'stopped', 'failed']),
        startedAt: z.number(),
        exitCode: z.optional(z.nullable(z.number())),
      }),
    ),
    problem: z.optional(z.string()),
    origin: z.optional(z.enum(['directory', 'template'])),
  }),
});
type Host = z.infer<typeof stored> & { readonly agentKey: string };

/** What one agent says of a project that it hosts. */
type HostedDescription = Host['project'];

export interface HostsParts {
  readonly client: Pick<MessagingClient, 'getState'>;
  readonly kv: Pick<KeyValue, 'get' | 'put' | 'remove' | 'keys'>;
  readonly presence: Presence;
  readonly hosting: Pick<Hosting, 'list' | 'get' | 'onProject'>;
  readonly store: Pick<RecordStore, 'read' | 'lastKnown'>;
  readonly builds: Pick<Builds, 'current' | 'onChange'>;
  readonly runtimes: Pick<Runtimes, 'list' | 'onSession'>;
  readonly say: Say;
}

/**
 * Who hosts what: each agent keeps in the bucket what it says of its projects, beside their records,
 * so that every agent gives the same answer about all of them.
 */
export interface Hosts {
  /** Writes what this agent says of its projects, as far as it has changed. Never rejects. */
  publishAll(): Promise<void>;
  /** Every project with a record and every hosted one. Without the server only this agent's own. */
  list(): Promise<ProjectRecord[]>;
  /** One that this agent hosts. */
  get(project: HostedProject): Promise<ProjectRecord>;
  /** Whether any agent that is connected hosts it. @throws MessagingError */
  isHosted(projectId: string): Promise<boolean>;
  /** Removes what agents left that are gone. @throws MessagingError */
  removeVanished(): Promise<void>;
}

export function createHosts(parts: HostsParts): Hosts {
  const { client, kv, presence, hosting, store, builds, runtimes, say } = parts;
  const { agentKey, agent } = presence;
  const keyOf = (projectId: string) => `hosts.${projectId}.${agentKey}`;
  const written = new Map<string, string>();
  /** On which connection, by when it began. */
  let writtenSince: number | null = null;
  /** Writes of one project come one after the other. */
  const queues = new Map<string, Promise<void>>();

  const enqueue = (projectId: string, write: () => Promise<void>) => {
    const next = (queues.get(projectId) ?? Promise.resolve()).then(write).catch((error) => {
      if (isMessagingError(error, 'offline', 'closed')) return;
      say(`the hosts of ${projectId} can't be kept: ${messageOf(error)}`);
    });
    queues.set(projectId, next);
    return next;
  };
  const ownHost = async (project: HostedProject): Promise<Host> => ({
    agentKey,
    agentId: agent.id,
    agentName: agent.name,
    project: await describe(project),
  });
  const describe = async ({ projectId, origin, readConfig }: HostedProject) => {
    const { name, build, run, problem } = await readConfig();
    return {
      name,
      buildSteps:
        build?.map((step) => ({ name: stepPath(step), command: describeCommand(step.process) })) ??
        null,
      runCommand: run && describeCommand(run),
      currentBuildId: builds.current(projectId),
      sessions: runtimes.list(projectId),
      ...(problem === null ? {} : { problem }),
      origin,
    };
  };
  const isShared = () => {
    const state = client.getState();
    return state.status === 'live' && state.jetstream === 'on';
  };

  /** What other living agents say, by project. */
  const readOthers = async (filter: string): Promise<ReadonlyMap<string, readonly Host[]>> => {
    const [living, keys] = await Promise.all([presence.living(), kv.keys(`hosts.${filter}.*`)]);
    const hosts = new Map<string, Host[]>();
    await Promise.all(
      keys.map(async (key) => {
        const [, projectId = '', hostKey = ''] = key.split('.');
        if (hostKey === agentKey || !living.has(hostKey)) return;
        const kept = await kv.get(key);
        const { data } = stored.safeParse(kept.kind === 'value' ? kept.value : null);
        if (!data || data.agentId !== living.get(hostKey)?.id) return;
        hosts.set(projectId, [...(hosts.get(projectId) ?? []), { ...data, agentKey: hostKey }]);
      }),
    );
    return hosts;
  };

  const readAll = async (): Promise<ProjectRecord[]> => {
    const [others, keys] = await Promise.all([readOthers('*'), kv.keys('*')]);
    const ids = new Set([...keys, ...others.keys(), ...hosting.list().map((p) => p.projectId)]);
    const all = await Promise.all(
      [...ids].map(async (projectId) => {
        const own = hosting.get(projectId);
        const found = await store.read(projectId);
        if (found.kind === 'deleted' && !own) return [];
        const hosts = [...(others.get(projectId) ?? []), ...(own ? [await ownHost(own)] : [])];
        if (found.kind !== 'record' && hosts.length === 0) return [];
        return [combine(projectId, found.kind === 'record' ? found : null, hosts)];
      }),
    );
    return all.flat();
  };

  const readOne = async (project: HostedProject): Promise<ProjectRecord> => {
    const { projectId } = project;
    const [others, found, own] = await Promise.all([
      readOthers(projectId),
      store.read(projectId),
      ownHost(project),
    ]);
    const known = found.kind === 'record' ? found : null;
    return combine(projectId, known, [...(others.get(projectId) ?? []), own]);
  };

  const ownAlone = async (project: HostedProject) =>
    combine(project.projectId, store.lastKnown(project.projectId), [await ownHost(project)]);

  /** The first if the server says all of it soon. */
  const soonOr = async <T>(read: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    if (!isShared()) return otherwise();
    const late = new AbortController();
    const reading = read();
    reading.catch(() => undefined);
    try {
      const answer = await Promise.race([
        reading.then((value) => ({ value })),
        sleep(ANSWER_MS, null, { signal: late.signal }),
      ]);
      return answer ? answer.value : await otherwise();
    } catch (error) {
      if (!isMessagingError(error)) throw error;
      return otherwise();
    } finally {
      late.abort();
    }
  };

  const publish = (projectId: string) =>
    enqueue(projectId, async () => {
      const project = hosting.get(projectId);
      if (!project || !isShared()) return;
      const { agentKey: _, ...live } = await ownHost(project);
      const host = { ...live, project: withoutFigures(live.project) };
      const text = JSON.stringify(host);
      const state = client.getState();
      // Others may have removed the keys while this agent was cut off.
      if (state.status === 'live' && writtenSince !== state.since) written.clear();
      if (state.status === 'live') writtenSince = state.since;
      if (written.get(projectId) === text) return;
      const { revision } = await kv.get(keyOf(projectId));
      await kv.put(keyOf(projectId), host, revision, uuidv7());
      written.set(projectId, text);
    });
  const withdraw = (projectId: string) =>
    enqueue(projectId, async () => {
      written.delete(projectId);
      if (!isShared()) return;
      const { kind, revision } = await kv.get(keyOf(projectId));
      if (kind === 'value') await kv.remove(keyOf(projectId), revision, uuidv7());
    });

  hosting.onProject(({ projectId }) => {
    void publish(projectId);
    return () => void withdraw(projectId);
  });
  builds.onChange((projectId) => void publish(projectId));
  runtimes.onSession((session, known) => {
    const { projectId } = session.order;
    if (known) void session.exited.then(() => publish(projectId));
    void publish(projectId);
  });

  return {
    async publishAll() {
      await Promise.all(hosting.list().map(({ projectId }) => publish(projectId)));
    },
    isHosted: async (projectId) =>
      hosting.get(projectId) !== undefined || (await readOthers(projectId)).has(projectId),
    async removeVanished() {
      const [silent, keys] = await Promise.all([presence.silence(), kv.keys('hosts.*.*')]);
      for (const key of keys) {
        const hostKey = key.split('.')[2] ?? '';
        // An agent that is not living hosts nothing, and writes its keys again when it is back: so
        // any other may remove them. Not at once, since most are back soon.
        if (hostKey === agentKey || (silent.get(hostKey) ?? Infinity) < VANISHED_MS) continue;
        const { kind, revision } = await kv.get(key);
        if (kind === 'value') await kv.remove(key, revision, uuidv7());
      }
    },
    list: () => soonOr(readAll, () => Promise.all(hosting.list().map(ownAlone))),
    get: (project) =>
      soonOr(
        () => readOne(project),
        () => ownAlone(project),
      ),
  };
}

/** What changes all the time is in the events of a session. */
function withoutFigures(project: HostedDescription): HostedDescription {
  const sessions = project.sessions.map(({ sessionId, projectId, state, startedAt, exitCode }) => ({
    ...{ sessionId, projectId, state, startedAt },
    ...(exitCode === undefined ? {} : { exitCode }),
  }));
  return { ...project, sessions };
}

/** One description of a project, the same whichever agent makes it. */
function combine(projectId: string, known: Known | null, hosts: readonly Host[]): ProjectRecord {
  const order = (host: Host) => `${host.agentName} ${host.agentKey}`;
  const sorted = hosts.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const project = sorted[0]?.project;
  const { record } = known ?? {};
  const problem = project ? project.problem : NO_HOST;
  const origin = record?.origin ?? project?.origin;
  return {
    projectId,
    name: (record?.named ? record.name : project?.name) ?? record?.name ?? projectId,
    buildSteps: project?.buildSteps ?? null,
    runCommand: project?.runCommand ?? null,
    currentBuildId:
      sorted.find((host) => host.project.currentBuildId)?.project.currentBuildId ?? null,
    sessions: sorted
      .flatMap((host) => host.project.sessions)
      .toSorted((a, b) => b.startedAt - a.startedAt),
    ...(problem === undefined ? {} : { problem }),
    ...(origin === undefined ? {} : { origin }),
    hosts: sorted.map(({ agentId, agentName }) => ({ id: agentId, name: agentName })),
    revision: known?.revision ?? null,
    ...(record
      ? {
          createdAt: record.createdAt,
          createdBy: record.createdBy,
          updatedAt: record.updatedAt,
          updatedBy: record.updatedBy,
          ...(record.buildOnChange ? { buildOnChange: record.buildOnChange } : {}),
        }
      : {}),
  };
}
