import { EVENTS_STREAM, subjects, visibleName } from '../../catalogs/slate/index.ts';
import { useFollow } from '../../hooks/index.ts';
import { shownProjectName } from './projectName.ts';

/** Something that was done to a project. */
export interface ProjectChange {
  readonly projectId: string;
  readonly eventId: string;
  readonly type: 'updated' | 'deleted';
  /** What people call it, after the change; null if the event does not say. */
  readonly name: string | null;
  /** Who did it; null if the event does not say. */
  readonly by: string | null;
}

const fromNow = 'new';
const ofEvents = { stream: EVENTS_STREAM };

/** Calls back when a project changes that a person owns. @param userId theirs */
export function useMyProjectChanges(
  userId: string,
  onChange: (change: ProjectChange) => void,
): void {
  useFollow(
    subjects.project.all(userId),
    fromNow,
    {
      onEvents(deliveries) {
        for (const { event } of deliveries) {
          if (event.type === 'created' || !('projectId' in event)) continue;
          const { projectId, type, data } = event;
          if (typeof projectId !== 'string') continue;
          const by = event.type === 'updated' ? event.data?.updatedBy : event.data?.deletedBy;
          onChange({
            projectId,
            type,
            eventId: event.id ?? `${projectId}-${type}-${event.timestamp}`,
            name: data?.name === undefined ? null : shownProjectName(data.name),
            by: by === undefined ? null : visibleName(by),
          });
        }
      },
    },
    ofEvents,
  );
}
