import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, useState } from 'react';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { useAgents } from '../../features/agents/useAgents.ts';
import { usePeople, useReplay } from '../../hooks/index.ts';
import { PagePresence } from '../following/PagePresence.tsx';
import { usePeopleNotices } from '../notices/usePeopleNotices.ts';
import { ReplayFrame } from '../replay/ReplayFrame.tsx';
import { ProjectContext, type Showing } from './ProjectContext.ts';
import { useOwnBuilds } from './useOwnBuilds.ts';
import { useProject } from './useProject.ts';

const NotRecorded = lazy(() => import('../replay/NotRecorded.tsx'));

const projectPage: Showing = { view: 'Project', location: { page: 'project' } };

/** All pages of a project, live or replayed. */
export function ProjectLayout({ projectId }: { projectId: string }) {
  return (
    <ReplayFrame scope={{ kind: 'project', id: projectId }}>
      <ProjectPages projectId={projectId} />
    </ReplayFrame>
  );
}

/** Holds what they share. */
function ProjectPages({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  const builds = useOwnBuilds(projectId, project);
  const people = usePeople(projectId);
  const agents = useAgents();
  const [showing, setShowing] = useState<Showing>(projectPage);
  usePeopleNotices(projectId, project.name, people);
  const isStored = useLocation({
    select: ({ pathname }) => !/\/(files|assets)(\/|$)/.test(pathname),
  });
  const isMissing = useReplay() !== null && !isStored;
  const shared = { projectId, project, builds, people, agents, setShowing };
  return (
    <ProjectContext value={shared}>
      <PagePresence projectId={projectId} {...showing} />
      {isMissing ? (
        <Lazily what="The page" fallback={null}>
          <NotRecorded shared={shared} />
        </Lazily>
      ) : (
        <Outlet />
      )}
    </ProjectContext>
  );
}
