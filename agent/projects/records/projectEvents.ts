import type { Publisher } from '../../publish/publisher.ts';
import type { Actor, StoredProject } from './record.ts';

/**
 * Publishes what became of records. Called after the write; nothing waits for it and nothing fails with
 * it, and with no connection it waits in the outbox.
 */
export interface ProjectEvents {
  created(record: StoredProject, revision: number): void;
  updated(record: StoredProject, revision: number, before: StoredProject): void;
  deleted(record: StoredProject, revision: number, by: Actor): void;
}

export function createProjectEvents(publisher: Pick<Publisher, 'store'>): ProjectEvents {
  const keysOf = ({ projectId, ownerId }: StoredProject) => ({ projectId, userId: ownerId });
  return {
    created(record, revision) {
      const { name, origin, template, createdBy } = record;
      const data = { name, revision, origin, createdBy, ...(template ? { template } : {}) };
      void publisher.store('project.created', { ...keysOf(record), data });
    },
    updated(record, revision, before) {
      const { name, updatedBy } = record;
      const isOn = record.buildOnChange !== undefined;
      const isSwitched = isOn !== (before.buildOnChange !== undefined);
      const data = {
        ...{ name, previousName: before.name, revision, updatedBy },
        ...(isSwitched ? { buildOnChange: isOn } : {}),
      };
      void publisher.store('project.updated', { ...keysOf(record), data });
    },
    deleted(record, revision, by) {
      const { name, origin } = record;
      const data = { name, revision, origin, deletedBy: by.name };
      void publisher.store('project.deleted', { ...keysOf(record), data });
    },
  };
}
