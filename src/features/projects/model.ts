import { assertNever } from '../../lib/assertNever.ts';
import { type Delivery, visibleName } from '../../lib/messaging/index.ts';
import { shownProjectName } from './projectName.ts';

export type ProjectDelivery = Delivery<`slate.project.*.${string}`>;

/** What the last event of a project says of it. */
export type ProjectFate =
  | { readonly kind: 'present' }
  | {
      readonly kind: 'deleted';
      readonly name: string | null;
      readonly by: string | null;
      /** By the publisher's clock, milliseconds since the epoch. */
      readonly at: number;
    };

/** By project. */
export type ProjectFates = Readonly<Record<string, ProjectFate>>;

/** Fates after one event more. Events that name no project, as older publishers send them, say nothing. */
export function applyProjectEvent(fates: ProjectFates, { event }: ProjectDelivery): ProjectFates {
  const projectId = 'projectId' in event ? event.projectId : null;
  if (typeof projectId !== 'string') return fates;
  switch (event.type) {
    case 'created':
    case 'updated':
      return { ...fates, [projectId]: { kind: 'present' } };
    case 'deleted': {
      const { name, deletedBy } = event.data ?? {};
      return {
        ...fates,
        [projectId]: {
          kind: 'deleted',
          name: name === undefined ? null : shownProjectName(name),
          by: deletedBy === undefined ? null : visibleName(deletedBy),
          at: event.timestamp,
        },
      };
    }
    default:
      return assertNever(event);
  }
}
