import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  type DeploymentLinks,
  DeploymentsPanel,
} from '../../features/deployments/DeploymentsPanel.tsx';
import { isToken } from '../../lib/messaging/index.ts';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { useSelf } from '../SelfContext.ts';

/** What of a project is live, and the builds that could be. */
export function DeploymentsRoute() {
  const self = useSelf();
  const shared = useProjectPage();
  useShowing(shared, 'Deployments');
  const { projectId, project } = shared;
  // The annotation keeps the guard from narrowing a string that is no token to `never`.
  const canBeId: boolean = isToken(projectId);
  return (
    <ProjectPage
      shared={shared}
      title={`Deployments · ${project.name}`}
      crumb="Deployments"
      withPeople
    >
      <ProjectNotice {...{ projectId, project }} hasActivity={null} />
      {canBeId && !project.deleted && (
        <DeploymentsPanel
          projectId={projectId}
          userName={self.name}
          agentIsHere={project.agentIsHere}
          links={links}
        />
      )}
    </ProjectPage>
  );
}

function BuildLink({ buildId, children }: { buildId: string; children: ReactNode }) {
  const { projectId } = useProjectPage();
  return (
    <Link to="/projects/$projectId/builds/$buildId" params={{ projectId, buildId }}>
      {children}
    </Link>
  );
}

function LogLink({ sessionId, children }: { sessionId: string; children: ReactNode }) {
  return (
    <Link to="/runtimes/$sessionId" params={{ sessionId }} search={{}}>
      {children}
    </Link>
  );
}

const links: DeploymentLinks = { Build: BuildLink, Log: LogLink };
