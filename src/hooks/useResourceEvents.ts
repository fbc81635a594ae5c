import { useMemo } from 'react';
import { type SlateEventFor, subjects } from '../catalogs/slate/index.ts';
import type { EventHandler, EventMeta } from '../lib/messaging/index.ts';
import { failedSubject, type SubjectState, useSubject } from './useSubject.ts';

/** An invalid id gives an error state. */
function useResource<const Pattern extends string>(
  id: string | null,
  make: (id: string) => Pattern,
  onEvent: EventHandler<Pattern>,
): SubjectState {
  const made = useMemo(() => {
    try {
      return { pattern: id === null ? null : make(id), failure: null };
    } catch (error) {
      return { pattern: null, failure: failedSubject(error) };
    }
  }, [id, make]);
  const state = useSubject(made.pattern, onEvent);
  return made.failure ?? state;
}

type Handler<Make extends (...ids: never[]) => string> = EventHandler<ReturnType<Make>>;

type AssetPattern = ReturnType<typeof subjects.asset.all>;
type ComponentPattern = ReturnType<typeof subjects.asset.allComponents>;

/** Every event of the projects that `userId` owns, live. */
export function useProjectEvents(
  userId: string | null,
  onEvent: Handler<typeof subjects.project.all>,
): SubjectState {
  return useResource(userId, subjects.project.all, onEvent);
}

/** Every file event of a project, live, whatever key it was published under. */
export function useFileEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.file.all>,
): SubjectState {
  return useResource(projectId, subjects.file.all, onEvent);
}

/** Every asset event of a project, those of its components too, live. */
export function useAssetEvents(
  projectId: string | null,
  onEvent: (
    event: SlateEventFor<AssetPattern> | SlateEventFor<ComponentPattern>,
    meta: EventMeta,
  ) => void,
): SubjectState {
  const assets = useResource(projectId, subjects.asset.all, onEvent);
  const components = useResource(projectId, subjects.asset.allComponents, onEvent);
  return assets.status === 'live' ? components : assets;
}

/** Everything of a runtime session, its log included, live. */
export function useRuntimeEvents(
  sessionId: string | null,
  onEvent: Handler<typeof subjects.runtime.all>,
): SubjectState {
  return useResource(sessionId, subjects.runtime.all, onEvent);
}

/** Everything of a project's builds, their logs included, live. */
export function useBuildEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.build.all>,
): SubjectState {
  return useResource(projectId, subjects.build.all, onEvent);
}

/** Who opens, closes, moves and selects in a file, live. */
export function useEditorEvents(
  fileId: string | null,
  onEvent: Handler<typeof subjects.editor.inFile>,
): SubjectState {
  return useResource(fileId, subjects.editor.inFile, onEvent);
}

/** Who joins, leaves and looks at what in a project, live. */
export function useCollaborationEvents(
  projectId: string | null,
  onEvent: Handler<typeof subjects.collab.all>,
): SubjectState {
  return useResource(projectId, subjects.collab.all, onEvent);
}
