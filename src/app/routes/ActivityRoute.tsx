import { useEffect, useMemo } from 'react';
import { shallow } from 'zustand/shallow';
import { Link } from '@tanstack/react-router';
import { Panel } from '../../components/Panel.tsx';
import { ActivityFeed, type ActivityLinkProps } from '../../features/activity/ActivityFeed.tsx';
import { listActivity, withActivities } from '../../features/activity/listActivity.ts';
import { activityViews } from '../../features/activity/views.ts';
import { sessionsOf } from '../../features/runtimes/lists.ts';
import { sessionsViews } from '../../features/runtimes/views.ts';
import { PlaceLink } from '../following/PlaceLink.tsx';
import { assertNever } from '../../lib/assertNever.ts';
import { sessionActivity } from './sessionActivity.ts';
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
  const sessions = useWindowedView(
    sessionsViews,
    '*',
    (all) => sessionsOf(all, projectId, project.namesakeUntil),
    shallow,
  );
  const shown = useMemo(() => {
    const runs = sessions.state.flatMap((session) => sessionActivity(session) ?? []);
    return withActivities(activities, runs, older === 'none');
  }, [activities, sessions.state, older]);
  const areSessionsRead = sessions.status.isReady || sessions.status.phase === 'failed';
  const isShort = older === 'some' && activities.length < ENOUGH && depth < OWN_READS;
  useEffect(() => {
    if (isShort && status.phase !== 'failed') loadOlder();
  }, [isShort, status.phase, loadOlder]);
  return (
    <ProjectPage shared={shared} title={`Activity · ${project.name}`} crumb="Activity" withPeople>
      <ViewProblem status={status} what="The activity" />
      <ViewProblem status={sessions.status} what="The processes" />
      <Panel title="Activity" flush>
        {status.isReady && areSessionsRead ? (
          <ActivityFeed
            activities={shown}
            Link={ActivityLink}
            older={isShort ? 'loading' : older}
            onLoadOlder={() => {
              loadOlder();
              if (sessions.older === 'some') sessions.loadOlder();
            }}
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
  switch (activity.kind) {
    case 'project':
      return children;
    case 'build':
      return (
        <Link
          to="/projects/$projectId/builds/$buildId"
          params={{ projectId, buildId: activity.buildId }}
        >
          {children}
        </Link>
      );
    case 'session':
      return (
        <Link to="/runtimes/$sessionId" params={{ sessionId: activity.sessionId }}>
          {children}
        </Link>
      );
    case 'file': {
      const { nameNow } = activity;
      const location = nameNow === null ? null : { page: 'files', path: nameNow };
      return <PlaceLink {...{ projectId, location, children }} />;
    }
    case 'asset':
      if (activity.id === null || activity.nameNow === null) return children;
      return (
        <Link
          to="/projects/$projectId/assets"
          params={{ projectId }}
          search={{ asset: activity.id }}
        >
          {children}
        </Link>
      );
    default:
      return assertNever(activity);
  }
}
