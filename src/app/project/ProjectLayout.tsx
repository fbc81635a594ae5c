import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useAgents } from '../../features/agents/useAgents.ts';
import { usePeople, useTellPresence } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { useJoinNotices } from '../notices/useJoinNotices.ts';
import { ProjectContext } from './ProjectContext.ts';
import { useOwnBuilds } from './useOwnBuilds.ts';
import { useProject } from './useProject.ts';

/** Holds what all pages of a project share. */
export function ProjectLayout({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  const builds = useOwnBuilds(projectId, project);
  const people = usePeople(projectId);
  const agents = useAgents();
  const [showing, setShowing] = useState('Project');
  useTellPresence(projectId, useSelf(), showing);
  useJoinNotices(projectId, project.name, people);
  return (
    <ProjectContext value={{ projectId, project, builds, people, agents, setShowing }}>
      <Outlet />
    </ProjectContext>
  );
}
