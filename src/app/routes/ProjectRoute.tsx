import { Link, useNavigate } from '@tanstack/react-router';
import { Hammer } from 'lucide-react';
import { lazy } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { OlderButton } from '../../components/controls/OlderButton.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { LazyLogView } from '../../features/log/LazyLogView.tsx';
import { Panel } from '../../components/Panel.tsx';
import { isHosted, presenceOf } from '../../features/agents/model.ts';
import { BuildActions } from '../../features/builds/BuildActions.tsx';
import { BuildList } from '../../features/builds/list/BuildList.tsx';
import { BuildSteps } from '../../features/builds/BuildSteps.tsx';
import { BuildSummary } from '../../features/builds/BuildSummary.tsx';
import { BuildTrend } from '../../features/builds/list/BuildTrend.tsx';
import { buildsOf, latestBuild } from '../../features/builds/model/model.ts';
import { DesktopToggle } from '../../features/notices/DesktopToggle.tsx';
import { QueueList } from '../../features/builds/list/QueueList.tsx';
import { useBuildLog } from '../../features/builds/log/useBuildLog.ts';
import { useLiveness } from '../../features/builds/model/useLiveness.ts';
import type { AboutProjectProps } from '../../features/projects/AboutProject.tsx';
import { useOffers } from '../../features/projects/useOffers.ts';
import { sessionsOf, shownSessions } from '../../features/runtimes/lists.ts';
import type { Session } from '../../features/runtimes/model.ts';
import { SessionList } from '../../features/runtimes/sessions/SessionList.tsx';
import { useLiveness as useSessionsLiveness } from '../../features/runtimes/useLiveness.ts';
import { sessionsViews } from '../../features/runtimes/views.ts';
import { shallow, useReplay, useWindowedView } from '../../hooks/index.ts';
import { BuildLink } from '../url/BuildLink.tsx';
import { emptyBuildLog } from '../panes/emptyLog.ts';
import { isCurrent } from '../isCurrent.ts';
import { liveOnlyHint } from '../panes/liveOnlyHint.ts';
import { logState } from '../panes/logState.ts';
import { PanelLoading } from '../panes/PanelLoading.tsx';
import { ProcessPanel } from '../panes/ProcessPanel.tsx';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import type { ProjectView } from '../project/useProject.ts';
import { useSelf } from '../SelfContext.ts';
import { SessionLink } from '../panes/SessionsAside.tsx';
import { titlePrefix, useTabIcon } from '../shell/tabState.ts';
import { useLeave } from '../url/useLeave.ts';
import { ViewProblem } from '../shell/ViewProblem.tsx';
import styles from './ProjectRoute.module.css';

const PeopleHere = lazy(async () => ({
  default: (await import('../following/PeopleHere.tsx')).PeopleHere,
}));
const PeopleActed = lazy(() => import('../replay/PeopleActed.tsx'));
/** In the first frame it would be the last thing that anybody looks at. */
const AboutProject = lazy(() => import('../../features/projects/AboutProject.tsx'));

const BuildOnChange = lazy(() => import('../../features/projects/BuildOnChange.tsx'));

const none: readonly Session[] = [];

export function ProjectRoute() {
  const self = useSelf();
  const navigate = useNavigate();
  const shared = useProjectPage();
  const { projectId, project, people, agents } = shared;
  const { record, lifecycle, deleted, agentIsHere } = project;
  const leave = useLeave();
  const isReplay = useReplay() !== null;
  const { state, isReady } = shared.builds;
  const build = latestBuild(state, projectId);
  const liveness = useLiveness(build);
  useTabIcon(build, liveness);
  useShowing(shared, build?.status === 'running' ? 'Watching the build' : 'Project', {
    page: 'project',
  });
  const buildLog = useBuildLog(projectId, build, isReady, project.namesakeUntil?.storedAt);
  const sessions = useWindowedView(
    sessionsViews,
    '*',
    (all) => sessionsOf(all, projectId, project.namesakeUntil),
    shallow,
  );
  const areSessionsReady = sessions.status.isReady && project.isReady;
  const runs = areSessionsReady ? sessions.state : none;
  const { isAlive } = useSessionsLiveness(runs);
  const { shown: session, others } = shownSessions(runs, isAlive);

  const { name } = project;
  const about = aboutOf(projectId, project, self.name, leave);
  const { nothingToBuild, nothingToRun, onRecheck } = useOffers(record);
  const earlier = buildsOf(state, projectId);
  const hasActivity = isReady && areSessionsReady ? earlier.length > 0 || runs.length > 0 : null;
  const openBeside = (other: Session) => {
    if (!session) return;
    void navigate({
      to: '/runtimes/$sessionId',
      params: { sessionId: session.sessionId },
      search: { with: other.sessionId },
    });
  };
  return (
    <ProjectPage shared={shared} title={`${titlePrefix(build, liveness)}${name}`}>
      <div className={styles.page}>
        <div className={styles.main}>
          <ProjectNotice {...{ projectId, project, hasActivity }} />
          <ViewProblem status={shared.builds.status} what="The builds" />
          <ViewProblem status={sessions.status} what="The processes" />
          {record?.problem && <Banner tone="warning">{record.problem}</Banner>}
          <Panel
            title="Build"
            flush
            actions={
              !deleted && (
                <>
                  {build && (
                    <Link
                      to="/projects/$projectId/builds/$buildId"
                      params={{ projectId, buildId: build.key }}
                      className={styles.open}
                    >
                      Open build
                    </Link>
                  )}
                  <DesktopToggle />
                  <BuildActions
                    projectId={projectId}
                    build={build}
                    userName={self.name}
                    agentIsHere={agentIsHere}
                    nothingToBuild={nothingToBuild}
                    onRecheck={onRecheck}
                  />
                </>
              )
            }
          >
            <div className={styles.section}>
              {build || shared.builds.isCurrent ? (
                <BuildSummary
                  build={build}
                  state={state}
                  isHosted={isHosted(agents, projectId)}
                  agentPresence={presenceOf(agents, build?.agent?.id ?? null)}
                  Link={BuildLink}
                />
              ) : (
                <PanelLoading label="Loading the build" />
              )}
              <QueueList
                state={state}
                projectId={projectId}
                except={build?.key ?? null}
                userName={self.name}
                agentIsHere={agentIsHere}
                Link={BuildLink}
              />
              {record && !deleted && (
                <div className={styles.onChange}>
                  <Lazily what="The switch" fallback={null}>
                    <BuildOnChange {...{ record, nothingToBuild }} userName={self.name} />
                  </Lazily>
                </div>
              )}
            </div>
            {!isReady && !build && (
              <div className={styles.stepsLoading}>
                <PanelLoading label="Loading the steps" />
              </div>
            )}
            {build?.status === 'queued' && build.steps.length === 0 && (
              <p className={styles.stepsLoading}>The steps are listed when the build begins.</p>
            )}
            {build && build.steps.length > 0 && (
              <div className={styles.steps}>
                <BuildSteps build={build} builds={earlier} />
              </div>
            )}
            <div className={styles.log}>
              <LazyLogView
                buffer={buildLog.buffer}
                feed={buildLog.feed}
                partial={build?.status === 'running' ? buildLog.partial : null}
                label="Build log"
                state={isReady ? logState(buildLog.status) : 'loading'}
                hint={liveOnlyHint(buildLog.status)}
                emptyText={
                  build || deleted
                    ? emptyBuildLog(build, buildLog.status)
                    : (nothingToBuild ?? 'No builds yet. Press Build to start one.')
                }
                startTime={build?.startedAt}
                fileName={`${projectId}-build.log`}
              />
            </div>
          </Panel>
          <ProcessPanel
            {...{ projectId, session, others, agentIsHere, agents, nothingToRun, onRecheck }}
            deleted={deleted !== null}
            isKnown={session !== null || (isCurrent(sessions.status) && project.isReady)}
          />
        </div>
        <aside className={styles.side}>
          <Lazily
            what="The list of people"
            fallback={
              <Panel title="People here">
                <PanelLoading label="Loading the people" />
              </Panel>
            }
          >
            {isReplay ? (
              <PeopleActed projectId={projectId} />
            ) : (
              <PeopleHere {...{ projectId, people }} />
            )}
          </Lazily>
          {(runs.length > 0 || sessions.older !== 'none') && (
            <Panel title="Sessions" flush>
              <SessionList
                label="Sessions"
                sessions={runs}
                Link={SessionLink}
                onBeside={openBeside}
                open={session ? [session.sessionId] : []}
              >
                <OlderButton
                  older={sessions.older}
                  onLoadOlder={sessions.loadOlder}
                  what="sessions"
                />
              </SessionList>
            </Panel>
          )}
          {project.answer.kind === 'asking' && !record && !lifecycle && <LoadingAbout />}
          {about && (
            <Lazily what="What is known of the project" fallback={<LoadingAbout />}>
              <AboutProject {...about} />
            </Lazily>
          )}
          <Panel title="Recent builds" flush>
            {earlier.length === 0 && !shared.builds.isCurrent && (
              <div className={styles.section}>
                <PanelLoading label="Loading the builds" />
              </div>
            )}
            {earlier.length > 0 && (
              <>
                <BuildTrend builds={earlier} max={12} />
                <BuildList builds={earlier} max={12} Link={BuildLink} />
              </>
            )}
            {earlier.length === 0 && shared.builds.isCurrent && (
              <EmptyState icon={<Hammer size={20} />} title="No builds yet" />
            )}
          </Panel>
        </aside>
      </div>
    </ProjectPage>
  );
}

function LoadingAbout() {
  return (
    <Panel title="About this project" className={styles.about}>
      <PanelLoading label="Loading what is known of the project" />
    </Panel>
  );
}

function aboutOf(
  projectId: string,
  { record, deleted, lifecycle, isHosted }: ProjectView,
  userName: string,
  onDeleted: () => void,
): AboutProjectProps | null {
  if (record) return deleted ? null : { kind: 'recorded', record, userName, onDeleted };
  if (lifecycle?.kind !== 'present') return null;
  return { kind: 'foreign', projectId, lifecycle, isHosted };
}
