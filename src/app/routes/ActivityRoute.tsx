import { useEffect } from 'react';
import { Link } from '@tanstack/react-router';
import { Panel } from '../../components/Panel.tsx';
import { ActivityFeed, type ActivityLinkProps } from '../../features/activity/ActivityFeed.tsx';
import { listActivity } from '../../features/activity/model.ts';
import { activityViews } from '../../features/activity/views.ts';
import { useWindowedView } from '../../hooks/index.ts';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { PanelLoading } from '../panes/PanelLoading.tsx';
import { ViewProblem } from '../shell/ViewProblem.tsx';

/** Most events of a build are of its progress: fewer activities than these do not fill a page. */
const ENOUGH = 20;
/** How often older events are read without being asked for. */
const OWN_READS = 1;

/** Who did what in a project. */
export function ActivityRoute() {
  const shared = useProjectPage();
  useShowing(shared, 'Activity');
  const { projectId, project } = shared;
  const {
    state: activities,
    status,
    older,
    depth,
    loadOlder,
  } = useWindowedView(activityViews, projectId, listActivity);
  const isShort = older === 'some' && activities.length < ENOUGH && depth < OWN_READS;
  useEffect(() => {
    if (isShort && status.phase !== 'failed') loadOlder();
  }, [isShort, status.phase, loadOlder]);
  return (
    <ProjectPage shared={shared} title={`Activity · ${project.name}`} crumb="Activity" withPeople>
      <ViewProblem status={status} what="The activity" />
      <Panel title="Activity" flush>
        {status.isReady ? (
          <ActivityFeed
            activities={activities}
            Link={ActivityLink}
            older={isShort ? 'loading' : older}
            onLoadOlder={loadOlder}
          />
        ) : (
          <PanelLoading label="Loading the activity" />
        )}
      </Panel>
    </ProjectPage>
  );
}

function ActivityLink({ activity, children }: ActivityLinkProps) {
  const { projectId } = useProjectPage();
  if (activity.kind !== 'build') return children;
  const params = { projectId, buildId: activity.buildId };
  return (
    <Link to="/projects/$projectId/builds/$buildId" params={params}>
      {children}
    </Link>
  );
}
