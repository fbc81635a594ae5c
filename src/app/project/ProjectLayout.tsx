import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useAgents } from '../../features/agents/useAgents.ts';
import { usePeople } from '../../hooks/index.ts';
import { PagePresence } from '../following/PagePresence.tsx';
import { usePeopleNotices } from '../notices/usePeopleNotices.ts';
import { ProjectContext, type Showing } from './ProjectContext.ts';
import { useOwnBuilds } from './useOwnBuilds.ts';
import { useProject } from './useProject.ts';

const projectPage: Showing = { view: 'Project', location: { page: 'project' } };

/** Holds what all pages of a project share. */
export function ProjectLayout({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  const builds = useOwnBuilds(projectId, project);
  const people = usePeople(projectId);
  const agents = useAgents();
  const [showing, setShowing] = useState<Showing>(projectPage);
  usePeopleNotices(projectId, project.name, people);
  return (
    <ProjectContext value={{ projectId, project, builds, people, agents, setShowing }}>
      <PagePresence projectId={projectId} {...showing} />
      <Outlet />
    </ProjectContext>
  );
}
