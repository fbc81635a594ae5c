import { createContext, use, useEffect } from 'react';
import type { AgentsState } from '../../features/agents/model.ts';
import type { PeopleShown } from '../../hooks/index.ts';
import type { OwnBuilds } from './useOwnBuilds.ts';
import type { ProjectView } from './useProject.ts';

export interface ProjectShared {
  readonly projectId: string;
  readonly project: ProjectView;
  readonly builds: OwnBuilds;
  readonly people: PeopleShown;
  readonly agents: AgentsState;
  readonly setShowing: (showing: string) => void;
}

export const ProjectContext = createContext<ProjectShared | null>(null);

/** @throws Error outside of a project's pages */
export function useProjectPage(): ProjectShared {
  const shared = use(ProjectContext);
  if (!shared) throw new Error('useProjectPage needs a ProjectLayout around it.');
  return shared;
}

/** Shows others where this reader is, e.g. "Build log". */
export function useShowing({ setShowing }: ProjectShared, showing: string): void {
  useEffect(() => setShowing(showing), [setShowing, showing]);
}
