import type { ReactNode } from 'react';
import { LazyPeopleInBar } from '../following/LazyPeopleInBar.tsx';
import type { Build } from '../../features/builds/model/model.ts';
import { ReplayButton } from '../replay/ReplayButton.tsx';
import { Page } from '../shell/Page.tsx';
import type { ProjectShared } from './ProjectContext.ts';
import { ProjectTabs } from './ProjectTabs.tsx';

export interface ProjectPageProps {
  shared: ProjectShared;
  /** For the browser's tab. */
  title: string;
  /** Such as "Build #12"; left out on the project's own page. */
  crumb?: string;
  /** People in the top bar; left out where the page lists them. */
  withPeople?: boolean;
  fill?: boolean;
  /** Which build can be replayed; null is the project's last ones. */
  build?: Build | null;
  children: ReactNode;
}

export function ProjectPage(props: ProjectPageProps) {
  const { shared, title, crumb, withPeople = false, fill = false, build = null, children } = props;
  const { projectId, project, people, builds } = shared;
  const { name } = project;
  const own = project.crumb;
  return (
    <Page
      fill={fill}
      title={title}
      crumbs={[
        { text: 'Projects', to: '/' },
        ...(crumb === undefined
          ? [{ text: name, title: own.title ?? name }]
          : [own, { text: crumb }]),
      ]}
      tabs={
        <ProjectTabs projectId={projectId}>
          <ReplayButton
            range={async () => {
              const { buildRange, projectRange } = await import('../replay/replayRanges.ts');
              const now = Date.now();
              return build ? buildRange(build, now) : projectRange(builds.state, projectId, now);
            }}
          />
        </ProjectTabs>
      }
      topBar={<LazyPeopleInBar {...{ projectId, people }} faces={withPeople} />}
    >
      {children}
    </Page>
  );
}
