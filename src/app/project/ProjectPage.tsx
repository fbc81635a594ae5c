import type { ReactNode } from 'react';
import { PeopleStack } from '../../features/presence/PeopleStack.tsx';
import { Page } from '../shell/Page.tsx';
import { useSelf } from '../SelfContext.ts';
import type { ProjectShared } from './ProjectContext.ts';
import { ProjectTabs } from './ProjectTabs.tsx';

export interface ProjectPageProps {
  shared: ProjectShared;
  /** What the browser's tab says. */
  title: string;
  /** This page below the project's own, e.g. "Build #12"; left out on the project's own page. */
  crumb?: string;
  /** Shows who is here in the top bar; left out where the page lists them. */
  withPeople?: boolean;
  /** As for Page. */
  fill?: boolean;
  children: ReactNode;
}

/** One page of a project, with the way to it and to the others. */
export function ProjectPage(props: ProjectPageProps) {
  const { shared, title, crumb, withPeople = false, fill = false, children } = props;
  const { projectId, project, people } = shared;
  const { userId } = useSelf();
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
      topBar={withPeople && <PeopleStack people={people} selfId={userId} />}
    >
      {children}
    </Page>
  );
}
