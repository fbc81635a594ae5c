import { Link, useNavigate } from '@tanstack/react-router';
import { Hammer } from 'lucide-react';
import { Banner } from '../../components/Banner.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { LazyLogView } from '../../components/log/LazyLogView.tsx';
import { Panel } from '../../components/Panel.tsx';
import { isHosted, presenceOf } from '../../features/agents/model.ts';
import { useAgents } from '../../features/agents/useAgents.ts';
import { BuildActions } from '../../features/builds/BuildActions.tsx';
import { BuildList } from '../../features/builds/BuildList.tsx';
import { BuildSteps } from '../../features/builds/BuildSteps.tsx';
import { BuildSummary } from '../../features/builds/BuildSummary.tsx';
import { BuildTrend } from '../../features/builds/BuildTrend.tsx';
import { buildsOf, latestBuild } from '../../features/builds/model.ts';
import { NoticeToggle } from '../../features/builds/NoticeToggle.tsx';
import { QueueList } from '../../features/builds/QueueList.tsx';
import { useBuildLog } from '../../features/builds/useBuildLog.ts';
import { useBuilds } from '../../features/builds/useBuilds.ts';
import { useLiveness } from '../../features/builds/useLiveness.ts';
import { PeoplePanel } from '../../features/presence/PeoplePanel.tsx';
import { usePeople } from '../../features/presence/usePeople.ts';
import { useTellPresence } from '../../features/presence/useTellPresence.ts';
import { ProjectPanel } from '../../features/projects/ProjectPanel.tsx';
import { useOffers } from '../../features/projects/useOffers.ts';
import { useProjectFates } from '../../features/projects/useProjectFates.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { sessionsOf, shownSessions } from '../../features/runtimes/lists.ts';
import type { Session } from '../../features/runtimes/model.ts';
import { SessionList } from '../../features/runtimes/SessionList.tsx';
import { useLiveness as useSessionsLiveness } from '../../features/runtimes/useLiveness.ts';
import { useSessions } from '../../features/runtimes/useSessions.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { BuildLink } from '../BuildLink.tsx';
import { namedProject } from '../namedProject.ts';
import { emptyBuildLog } from '../emptyLog.ts';
import { liveOnlyHint } from '../liveOnlyHint.ts';
import { logState } from '../logState.ts';
import { Page } from '../Page.tsx';
import { PanelLoading } from '../PanelLoading.tsx';
import { ProcessPanel } from '../ProcessPanel.tsx';
import { isDeleted, ProjectNotice } from '../ProjectNotice.tsx';
import { useSelf } from '../SelfContext.ts';
import { SessionLink } from '../SessionsAside.tsx';
import { titlePrefix, useTabIcon } from '../tabState.ts';
import { useLeave } from '../useLeave.ts';
import styles from './ProjectRoute.module.css';

/** One project: what happens now on top, history below, people beside it. */
export function ProjectRoute({ projectId }: { projectId: string }) {
  const self = useSelf();
  const navigate = useNavigate();
  const answer = useProjects();
  const fate = entryOf(useProjectFates(projectId), projectId);
  const leave = useLeave();
  const agents = useAgents();
  const builds = useBuilds(projectId);
  const build = latestBuild(builds.state, projectId);
  const liveness = useLiveness(build);
  useTabIcon(build, liveness);
  const { isReady } = builds;
  const buildLog = useBuildLog(projectId, build, isReady);
  const { sessions, isReady: areSessionsReady } = useSessions('*');
  const runs = sessionsOf(sessions, projectId);
  const { isAlive } = useSessionsLiveness(runs);
  const { shown: session, others } = shownSessions(runs, isAlive);
  const people = entryOf(usePeople(projectId), projectId) ?? {};
  useTellPresence(projectId, self, build?.status === 'running' ? 'Watching the build' : 'Project');

  const record =
    answer.kind === 'known' ? answer.projects.find((p) => p.projectId === projectId) : undefined;
  const deleted = isDeleted(projectId, answer, fate);
  const { name, crumb } = namedProject(projectId, answer, fate);
  const agentIsHere = answer.kind === 'known';
  const { nothingToBuild, nothingToRun, onRecheck } = useOffers(answer, projectId);
  const earlier = buildsOf(builds.state, projectId);
  const openBeside = (other: Session) => {
    if (!session) return;
    void navigate({
      to: '/runtimes/$sessionId',
      params: { sessionId: session.sessionId },
      search: { with: other.sessionId },
    });
  };
  return (
    <Page
      crumbs={[
        { text: 'Projects', to: '/' },
        { text: name, title: crumb.title ?? name },
      ]}
      title={`${titlePrefix(build, liveness)}${name}`}
    >
      <div className={styles.page}>
        <div className={styles.main}>
          <ProjectNotice
            {...{ projectId, answer, fate }}
            heardOf={earlier.length > 0 || runs.length > 0}
          />
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
                  <NoticeToggle />
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
              {isReady ? (
                <BuildSummary
                  build={build}
                  state={builds.state}
                  isHosted={isHosted(agents, projectId)}
                  agentPresence={presenceOf(agents, build?.agent?.id ?? null)}
                  Link={BuildLink}
                />
              ) : (
                <PanelLoading label="Loading the build" />
              )}
              <QueueList
                state={builds.state}
                projectId={projectId}
                except={build?.key ?? null}
                userName={self.name}
                agentIsHere={agentIsHere}
                Link={BuildLink}
              />
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
            {...{ projectId, others, deleted, agentIsHere, agents, nothingToRun, onRecheck }}
            session={session}
            isReady={areSessionsReady}
          />
        </div>
        <aside className={styles.side}>
          <PeoplePanel people={people} selfId={self.userId} />
          {runs.length > 0 && (
            <Panel title="Sessions" flush>
              <SessionList
                label="Sessions"
                sessions={runs}
                Link={SessionLink}
                onBeside={openBeside}
                open={session ? [session.sessionId] : []}
              />
            </Panel>
          )}
          {answer.kind === 'asking' && (
            <Panel title="About this project" className={styles.about}>
              <PanelLoading label="Loading what is known of the project" />
            </Panel>
          )}
          {record && <ProjectPanel record={record} userName={self.name} onDeleted={leave} />}
          <Panel title="Recent builds" flush>
            {!isReady && (
              <div className={styles.section}>
                <PanelLoading label="Loading the builds" />
              </div>
            )}
            {earlier.length > 0 && (
              <>
                <BuildTrend builds={earlier} />
                <BuildList builds={earlier} max={12} Link={BuildLink} />
              </>
            )}
            {isReady && earlier.length === 0 && (
              <EmptyState icon={<Hammer size={20} />} title="No builds yet" />
            )}
          </Panel>
        </aside>
      </div>
    </Page>
  );
}
