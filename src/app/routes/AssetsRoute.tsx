import { useNavigate } from '@tanstack/react-router';
import { AssetsPanel } from '../../features/assets/AssetsPanel.tsx';
import { isToken } from '../../lib/messaging/index.ts';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { useSelf } from '../SelfContext.ts';

/** The files that people uploaded to a project. @param assetId the one that is open */
export function AssetsRoute({ assetId }: { assetId: string | null }) {
  const navigate = useNavigate();
  const self = useSelf();
  const shared = useProjectPage();
  useShowing(shared, 'Assets');
  const { projectId, project } = shared;
  // The annotation keeps the guard from narrowing a string that is no token to `never`.
  const canBeId: boolean = isToken(projectId);
  return (
    <ProjectPage shared={shared} title={`Assets · ${project.name}`} crumb="Assets" withPeople>
      <ProjectNotice {...{ projectId, project }} hasActivity={null} />
      {canBeId && !project.deleted && (
        <AssetsPanel
          {...{ projectId, openId: assetId }}
          userName={self.name}
          agentIsHere={project.agentIsHere}
          onOpen={(asset) =>
            void navigate({
              to: '/projects/$projectId/assets',
              params: { projectId },
              search: asset === null ? {} : { asset },
            })
          }
        />
      )}
    </ProjectPage>
  );
}
