import { cleanProjectName, type ProjectConflict } from '../../../src/catalogs/slate/index.ts';
import { CommandRefusal, isMessagingError, isToken } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import { hostProject, type HostedProject } from '../projects.ts';
import type { BuildNumbers } from '../../build/buildNumbers.ts';
import type { Hosting } from './hosting.ts';
import type { Leases } from './leases.ts';
import { retry } from '../../retry.ts';
import type { ProjectEvents } from './projectEvents.ts';
import { type Actor, newRecord, renamed, type StoredProject, withBuildOnChange } from './record.ts';
import type { Known, RecordStore } from './recordStore.ts';
import { projectTemplates } from './templates.ts';
import type { Workspaces } from './workspaces.ts';

/** A page that goes wild must not fill the disk. */
const MAX_WORKSPACES = 500;
/** A process that has just ended gives its lease back a moment later. */
const LEASE_TRIES = {
  tries: 6,
  pauseMs: 200,
  when: (error: unknown) => error instanceof CommandRefusal && error.code === 'conflict',
};

export interface ProjectCommandsParts {
  readonly hosting: Hosting;
  readonly store: RecordStore;
  readonly numbers: Pick<BuildNumbers, 'forget'>;
  readonly workspaces: Workspaces;
  readonly events: ProjectEvents;
  readonly leases: Pick<Leases, 'take'>;
  /** In words why the project can't be deleted now, or null. */
  readonly busyWith: (projectId: string) => Promise<string | null>;
  readonly say: Say;
  readonly now?: () => number;
}

/**
 * Changes of projects: first the record, then the files, then the event. All throw CommandRefusal:
 * 'invalid', 'conflict' (the id is taken, something runs), 'changed' (the revision is not the
 * present one; details are a ProjectConflict), 'not-found', 'failed'.
 */
export interface ProjectCommands {
  /** Makes a workspace from a template and hosts it. */
  create(
    projectId: string,
    asked: { readonly name: string; readonly template: string },
    by: Actor,
  ): Promise<HostedProject>;
  rename(
    projectId: string,
    asked: { readonly name: string; readonly revision: number },
    by: Actor,
  ): Promise<void>;
  /** Changes settings. */
  configure(
    projectId: string,
    asked: { readonly buildOnChange: boolean; readonly revision: number },
    by: Actor,
  ): Promise<void>;
  /**
   * Deletes a project that nothing runs in. A workspace that Slate made is moved away; a directory
   * that was given stays, and is hosted again when the agent starts with it. Of a project that
   * this agent does not host the record alone is deleted.
   */
  remove(projectId: string, asked: { readonly revision: number }, by: Actor): Promise<void>;
}

export function createProjectCommands(parts: ProjectCommandsParts): ProjectCommands {
  const { hosting, store, numbers, workspaces, events, leases, busyWith, say } = parts;
  const { now = Date.now } = parts;
  const taken = (projectId: string) =>
    new CommandRefusal(
      'conflict',
      `The id “${projectId}” belongs to a project already, perhaps to one that no agent hosts now: take another name.`,
    );

  /** The present record, if it is the one that was asked about or says what was asked for. */
  const expectRevision = async (
    projectId: string,
    asked: { readonly name?: string; readonly revision: number },
    agrees: (record: StoredProject) => boolean = () => false,
  ): Promise<Known> => {
    const found = await store.read(projectId).catch(refuseFailure);
    switch (found.kind) {
      case 'none':
      case 'deleted':
        throw new CommandRefusal('not-found', 'This project was deleted meanwhile.');
      case 'unknown':
        throw new CommandRefusal(
          'failed',
          'Its record was written by another version of Slate: update the agent.',
        );
      case 'record': {
        const { record, revision } = found;
        if (revision === asked.revision || agrees(record)) return found;
        const { name, updatedAt, updatedBy } = record;
        const details: ProjectConflict = {
          theirs: { name, revision, updatedAt, updatedBy },
          yours: { ...asked },
        };
        throw new CommandRefusal('changed', `${updatedBy} has changed it meanwhile.`, details);
      }
    }
  };

  /** @param change returns the very record where there is nothing to write */
  const update = async (
    projectId: string,
    asked: { readonly name?: string; readonly revision: number },
    agrees: (record: StoredProject) => boolean,
    change: (record: StoredProject) => StoredProject,
  ) => {
    store.assertWritable();
    for (;;) {
      const { record, revision } = await expectRevision(projectId, asked, agrees);
      const next = change(record);
      if (next === record) return;
      const written = await store.write(next, revision).catch(refuseFailure);
      // Lost against another write: what it wrote goes into the answer.
      if (written === null) continue;
      events.updated(next, written, record);
      return;
    }
  };

  /** @param project as this agent hosts it, if it does */
  const removeIdle = async (
    projectId: string,
    project: HostedProject | undefined,
    revision: number,
    by: Actor,
  ) => {
    let removed: number | null;
    let record: Known['record'];
    do {
      ({ record } = await expectRevision(projectId, { revision }));
      removed = await store.remove(projectId, revision).catch(refuseFailure);
    } while (removed === null);
    hosting.remove(projectId);
    await numbers.forget(projectId);
    say(project ? `no longer hosts ${projectId}: it was deleted` : `deleted ${projectId}`);
    if (project?.origin === 'template') {
      await workspaces.moveAway(projectId, now()).catch((error: unknown) => {
        // The next start of the agent finds the mark and tries again.
        say(`the files of ${projectId} could not be moved away: ${messageOf(error)}`);
      });
    }
    events.deleted(record, removed, by);
  };

  return {
    async create(projectId, asked, by) {
      const name = nameOf(asked.name);
      const template = projectTemplates.find((one) => one.template === asked.template);
      if (!template) {
        throw new CommandRefusal('invalid', 'There is no such template: reload the page.');
      }
      if (!isToken(projectId)) {
        throw new CommandRefusal('invalid', 'The id has characters that no id may have.');
      }
      store.assertWritable();
      return hosting.alone(projectId, async () => {
        if (hosting.get(projectId) || workspaces.has(projectId)) throw taken(projectId);
        const before = await store.read(projectId).catch(refuseFailure);
        if (before.kind === 'record' || before.kind === 'unknown') throw taken(projectId);
        const created = hosting.list().filter(({ origin }) => origin === 'template');
        if (created.length >= MAX_WORKSPACES) {
          const message = `This agent has made ${MAX_WORKSPACES} projects: delete some first.`;
          throw new CommandRefusal('failed', message);
        }
        const { dir } = await workspaces.create(projectId, template, name).catch((error) => {
          say(`the files of ${projectId} could not be made: ${messageOf(error)}`);
          const message = 'The agent could not make its files. Its own log says why.';
          throw new CommandRefusal('failed', message);
        });
        const project = hostProject(projectId, dir, 'template');
        const record = newRecord(
          { projectId, name, named: true, origin: 'template', template: template.template },
          by,
          now(),
        );
        let revision: number | null;
        try {
          revision = await store.write(record, before.revision);
        } catch (error) {
          if (!isUnclear(error)) await workspaces.discard(projectId);
          // The record may be there: with the next connection it is looked after, and published.
          else hosting.add(project);
          return refuseFailure(error);
        }
        if (revision === null) {
          await workspaces.discard(projectId);
          throw taken(projectId);
        }
        say(`hosts ${projectId} (${dir}), made from the template ${template.template}`);
        hosting.add(project);
        events.created(record, revision);
        return project;
      });
    },

    async rename(projectId, asked, by) {
      const name = nameOf(asked.name);
      await update(
        projectId,
        { ...asked, name },
        (record) => record.name === name,
        (record) =>
          record.name === name && record.named ? record : renamed(record, name, by, now()),
      );
    },

    configure(projectId, { buildOnChange: isOn, revision }, by) {
      const agrees = (record: StoredProject) => (record.buildOnChange !== undefined) === isOn;
      return update(projectId, { revision }, agrees, (record) =>
        agrees(record) ? record : withBuildOnChange(record, isOn, by, now()),
      );
    },

    async remove(projectId, asked, by) {
      const project = hosting.get(projectId);
      store.assertWritable();
      if (!project) await expectRevision(projectId, asked);
      await hosting.alone(projectId, async () => {
        const giveBack = await retry(() => leases.take(projectId, 'delete'), LEASE_TRIES);
        try {
          const busy = await busyWith(projectId).catch(refuseFailure);
          if (busy !== null) throw new CommandRefusal('conflict', busy);
          await removeIdle(projectId, project, asked.revision, by);
        } finally {
          await giveBack();
        }
      });
    },
  };
}

function nameOf(text: string): string {
  const name = cleanProjectName(text);
  if (name === null) {
    throw new CommandRefusal('invalid', 'A project’s name has 1 to 100 characters.');
  }
  return name;
}

/** Whether a failed write may have been stored all the same. */
function isUnclear(error: unknown): boolean {
  return isMessagingError(error, 'timeout', 'offline', 'closed');
}

/** A failure of the server's in words for the caller. */
function refuseFailure(error: unknown): never {
  if (!isMessagingError(error)) throw error;
  throw new CommandRefusal(
    'failed',
    isUnclear(error)
      ? 'The server did not confirm it: look whether it is done, and try again.'
      : `The project’s record can’t be kept now (${error.message}): try again.`,
  );
}
