import { createContext, use, useEffect } from 'react';
import type { AgentsState } from '../../features/agents/model.ts';
import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import type { PeopleShown } from '../../hooks/index.ts';
import type { OwnBuilds } from './useOwnBuilds.ts';
import type { ProjectView } from './useProject.ts';

export interface ProjectShared {
  readonly projectId: string;
  readonly project: ProjectView;
  readonly builds: OwnBuilds;
  readonly people: PeopleShown;
  readonly agents: AgentsState;
  readonly setShowing: (showing: Showing) => void;
}

/** What a page shows to its reader. */
export interface Showing {
  /** In words. */
  readonly view: string;
  readonly location: PresenceLocation;
}

export const ProjectContext = createContext<ProjectShared | null>(null);

/** @throws Error outside of a project's pages */
export function useProjectPage(): ProjectShared {
  const shared = use(ProjectContext);
  if (!shared) throw new Error('useProjectPage needs a ProjectLayout around it.');
  return shared;
}

/**
 * Shows others where this reader is.
 * @param view in words, e.g. "Build #12"
 * @param location by default the view's words as a page, e.g. "files" for "Files"
 */
export function useShowing(
  { setShowing }: ProjectShared,
  view: string,
  location: Partial<PresenceLocation> = {},
): void {
  const { page = view.toLowerCase(), buildId, fileId, path, line } = location;
  useEffect(() => {
    setShowing({
      view,
      location: {
        page,
        // An address may name anything.
        ...(isToken(buildId) ? { buildId } : {}),
        ...(fileId === undefined ? {} : { fileId }),
        ...(path === undefined ? {} : { path }),
        ...(line === undefined ? {} : { line }),
      },
    });
  }, [setShowing, view, page, buildId, fileId, path, line]);
}
