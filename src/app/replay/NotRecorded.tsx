import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import type { ProjectShared } from '../project/ProjectContext.ts';
import { ProjectPage } from '../project/ProjectPage.tsx';

/** In place of a page that shows what is on disk now. */
export default function NotRecorded({ shared }: { shared: ProjectShared }) {
  return (
    <ProjectPage
      shared={shared}
      title={`Not recorded · ${shared.project.name}`}
      crumb="Not recorded"
    >
      <EmptyState title="This page can’t be replayed">
        Files and assets are shown as they are on disk now; what they held before isn’t recorded.
        The Activity tab says who changed them, and when. Go back to live to open them.
      </EmptyState>
    </ProjectPage>
  );
}
