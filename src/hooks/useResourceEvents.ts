import { type SlateEventFor, subjects } from '../catalogs/slate/index.ts';
import { type EventHandler, type EventMeta, isToken } from '../lib/messaging/index.ts';
import { useSubject } from './useSubject.ts';

// An id that is no token names nothing, so there is nothing to hear of it; the page that took the
// id from a URL says so. Throwing here would take the page down instead.
const subjectOf = <Id extends string, S extends string>(
  id: Id | null,
  make: (id: Id) => S,
): S | null => (id !== null && isToken(id) ? make(id) : null);

type Handler<Make extends (...ids: never[]) => string> = EventHandler<ReturnType<Make>>;

type AssetPattern = ReturnType<typeof subjects.asset.all>;
type ComponentPattern = ReturnType<typeof subjects.asset.allComponents>;

/** Every event of the projects that `userId` owns, live. */
export function useProjectEvents(
  userId: string | null,
  onEvent: Handler<typeof subjects.project.all>,
): void {
  useSubject(subjectOf(userId, subjects.project.all), onEvent);
}

/** Every file event of a project, live, whatever key it was published under. */
export function useFileEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.file.all>,
): void {
  useSubject(subjectOf(projectId, subjects.file.all), onEvent);
}

/** Every asset event of a project, those of its components too, live. */
export function useAssetEvents(
  projectId: string | null,
  onEvent: (
    event: SlateEventFor<AssetPattern> | SlateEventFor<ComponentPattern>,
    meta: EventMeta,
  ) => void,
): void {
  useSubject(subjectOf(projectId, subjects.asset.all), onEvent);
  useSubject(subjectOf(projectId, subjects.asset.allComponents), onEvent);
}

/** Everything of a runtime session, its log included, live. */
export function useRuntimeEvents(
  sessionId: string | null,
  onEvent: Handler<typeof subjects.runtime.all>,
): void {
  useSubject(subjectOf(sessionId, subjects.runtime.all), onEvent);
}

/** Everything of a project's builds, their logs included, live. */
export function useBuildEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.build.all>,
): void {
  useSubject(subjectOf(projectId, subjects.build.all), onEvent);
}

/** Who opens, closes, moves and selects in a file, live. */
export function useEditorEvents(
  fileId: string | null,
  onEvent: Handler<typeof subjects.editor.inFile>,
): void {
  useSubject(subjectOf(fileId, subjects.editor.inFile), onEvent);
}

/** Who joins, leaves and looks at what in a project, live. */
export function useCollaborationEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.collab.all>,
): void {
  useSubject(subjectOf(projectId, subjects.collab.all), onEvent);
}
