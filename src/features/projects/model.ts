import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { Moment } from '../../lib/eventOrder.ts';
import { visibleName } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';
import { shownProjectName } from './projectName.ts';

export type ProjectDelivery = Delivery<`slate.project.*.${string}`>;

interface EventFacts {
  readonly name: string | null;
  /** 'directory' for one given to an agent: it is the same one when it is back. */
  readonly origin: string | null;
  /** When an earlier project with this id was deleted. */
  readonly namesakeUntil: Moment | null;
}

export type ProjectLifecycle =
  | (EventFacts & {
      readonly kind: 'present';
      readonly createdBy: string | null;
      /** By the publisher's clock; null if unknown. */
      readonly createdAt: number | null;
    })
  | (EventFacts & {
      readonly kind: 'deleted';
      readonly by: string | null;
      /** By the publisher's clock. */
      readonly at: number;
      readonly storedAt: number | null;
    });

export type ProjectLifecycles = Readonly<Record<string, ProjectLifecycle>>;

/** Pure. Events without a project, as older publishers send them, are ignored. */
export function applyProjectEvents(
  lifecycles: ProjectLifecycles,
  deliveries: readonly ProjectDelivery[],
): ProjectLifecycles {
  const next = new Map(Object.entries(lifecycles));
  for (const { event, meta } of deliveries) {
    const projectId = 'projectId' in event ? event.projectId : null;
    if (typeof projectId !== 'string') continue;
    next.set(projectId, lifecycleAfter(next.get(projectId), event, meta.storedAt ?? null));
  }
  return Object.fromEntries(next);
}

/** When an earlier project with this id was deleted: what began before is not this one's. */
export function namesakeUntil(lifecycles: ProjectLifecycles, projectId: string): Moment | null {
  return entryOf(lifecycles, projectId)?.namesakeUntil ?? null;
}

function lifecycleAfter(
  before: ProjectLifecycle | undefined,
  event: ProjectDelivery['event'],
  storedAt: number | null,
): ProjectLifecycle {
  const { name: given } = event.data ?? {};
  const name = (given === undefined ? null : shownProjectName(given)) ?? before?.name ?? null;
  switch (event.type) {
    case 'created': {
      const { origin = null } = event.data ?? {};
      const createdBy = shownPerson(event.data?.createdBy);
      const until = namesakeBefore(before, origin);
      const createdAt = event.timestamp;
      return { kind: 'present', name, origin, createdBy, createdAt, namesakeUntil: until };
    }
    case 'updated':
      // A deleted id is in use again once a project is created.
      if (before) return before.kind === 'deleted' ? before : { ...before, name };
      return {
        kind: 'present',
        ...{ name, origin: null, createdBy: null, createdAt: null, namesakeUntil: null },
      };
    case 'deleted': {
      const { origin = before?.origin ?? null } = event.data ?? {};
      const by = shownPerson(event.data?.deletedBy);
      const until = before?.namesakeUntil ?? null;
      const at = event.timestamp;
      return { kind: 'deleted', name, origin, by, at, storedAt, namesakeUntil: until };
    }
    default:
      return assertNever(event);
  }
}

const shownPerson = (name: string | undefined) => (name === undefined ? null : visibleName(name));

/** For a project that is created now. */
function namesakeBefore(
  before: ProjectLifecycle | undefined,
  origin: string | null,
): Moment | null {
  if (!before) return null;
  const isBack = origin === 'directory' && before.origin === 'directory';
  if (before.kind === 'present' || isBack) return before.namesakeUntil;
  return { storedAt: before.storedAt, time: before.at };
}
