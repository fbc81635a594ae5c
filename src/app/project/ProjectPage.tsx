import type { ReactNode } from 'react';
import { LazyPeopleInBar } from '../following/LazyPeopleInBar.tsx';
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
  children: ReactNode;
}

export function ProjectPage(props: ProjectPageProps) {
  const { shared, title, crumb, withPeople = false, fill = false, children } = props;
  const { projectId, project, people } = shared;
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
      tabs={<ProjectTabs projectId={projectId} />}
      topBar={<LazyPeopleInBar {...{ projectId, people }} faces={withPeople} />}
    >
      {children}
    </Page>
  );
}
