import { isMessagingError } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import type { HostedProject } from '../projects.ts';
import type { Hosting } from './hosting.ts';
import type { ProjectEvents } from './projectEvents.ts';
import { AGENT, newRecord } from './record.ts';
import type { RecordStore } from './recordStore.ts';
import { retry } from '../../retry.ts';
import type { Workspaces } from './workspaces.ts';

/** The next connection looks again. */
const isCutOff = (error: unknown) => isMessagingError(error, 'offline', 'closed');
const RETRIES = { tries: 5, pauseMs: 2_000, when: (error: unknown) => !isCutOff(error) };

export interface RecordSyncParts {
  readonly hosting: Hosting;
  readonly store: RecordStore;
  readonly workspaces: Workspaces;
  readonly events: ProjectEvents;
  readonly say: Say;
}

/**
 * Brings what this agent hosts and what the records say together: on every connection, and when
 * another agent says that it has deleted a project.
 */
export interface RecordSync {
  /** Never rejects. */
  all(): Promise<void>;
  /** Never rejects. */
  one(projectId: string): Promise<void>;
}

export function createRecordSync(parts: RecordSyncParts): RecordSync {
  const { hosting, store, workspaces, events, say } = parts;
  /** Projects that this agent has seen a record of since it started. */
  const recorded = new Set<string>();

  const look = async (project: HostedProject): Promise<void> => {
    const { projectId, origin } = project;
    const found = await store.read(projectId);
    switch (found.kind) {
      case 'unknown':
        say(`the record of ${projectId} has an unknown shape and is left as it is`);
        return;
      case 'none':
        return begin(project, found.revision);
      case 'deleted':
        // An agent started with a directory hosts it, whatever was before.
        if (origin === 'directory' && !recorded.has(projectId))
          return begin(project, found.revision);
        hosting.remove(projectId);
        recorded.delete(projectId);
        say(`no longer hosts ${projectId}: it was deleted`);
        if (origin === 'template') await workspaces.moveAway(projectId, Date.now());
        return;
      case 'record': {
        recorded.add(projectId);
        const { record, revision } = found;
        const { name } = await project.readConfig();
        if (record.named || record.name === name) return;
        const next = { ...record, name, updatedAt: Date.now(), updatedBy: AGENT.name };
        const written = await store.write(next, revision);
        if (written !== null) events.updated(next, written, record);
      }
    }
  };

  const begin = async (project: HostedProject, replaces: number) => {
    const { projectId, origin } = project;
    const { name } = await project.readConfig();
    const record =
      store.lastKnown(projectId)?.record ??
      newRecord({ projectId, name, named: false, origin }, AGENT, Date.now());
    const revision = await store.write(record, replaces);
    recorded.add(projectId);
    // Null: another agent that hosts it was quicker.
    if (revision !== null) events.created(record, revision);
  };

  const one = async (projectId: string): Promise<void> => {
    try {
      await retry(async () => {
        const project = hosting.get(projectId);
        if (project) await look(project);
      }, RETRIES);
    } catch (error) {
      if (!isCutOff(error)) say(`the record of ${projectId} can't be kept: ${messageOf(error)}`);
    }
  };

  return {
    one,
    async all() {
      await Promise.all(hosting.list().map(({ projectId }) => one(projectId)));
    },
  };
}
