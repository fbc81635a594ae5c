import { Banner } from '../../components/Banner.tsx';
import { LogView } from '../../components/log/LogView.tsx';
import { Panel } from '../../components/Panel.tsx';
import { BuildActions } from '../../features/builds/BuildActions.tsx';
import { BuildSummary } from '../../features/builds/BuildSummary.tsx';
import { latestBuild } from '../../features/builds/model.ts';
import { useBuildLog } from '../../features/builds/useBuildLog.ts';
import { useBuilds } from '../../features/builds/useBuilds.ts';
import { PeopleStack } from '../../features/presence/PeopleStack.tsx';
import { usePeople } from '../../features/presence/usePeople.ts';
import { useTellPresence } from '../../features/presence/useTellPresence.ts';
import { useProjectFates } from '../../features/projects/useProjectFates.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { liveOnlyHint } from '../liveOnlyHint.ts';
import { logState } from '../logState.ts';
import { Page } from '../Page.tsx';
import { isDeleted, ProjectNotice } from '../ProjectNotice.tsx';
import { useSelf } from '../SelfContext.ts';
import styles from './BuildRoute.module.css';

export interface BuildRouteProps {
  projectId: string;
  /** null is the newest one. */
  buildId: string | null;
}

/** One build with its whole log. */
export function BuildRoute({ projectId, buildId }: BuildRouteProps) {
  const self = useSelf();
  const answer = useProjects();
  const fate = entryOf(useProjectFates(projectId), projectId);
  const builds = useBuilds(projectId);
  const newest = latestBuild(builds.state, projectId);
  const build = buildId === null ? newest : (entryOf(builds.state.builds, buildId) ?? null);
  const log = useBuildLog(projectId, build);
  const people = entryOf(usePeople(projectId), projectId) ?? {};
  useTellPresence(projectId, self, 'Build log');
  const name = build ? `Build ${build.key.slice(-8)}` : 'Build';
  const isNewest = build === null || build.key === newest?.key;
  const waits = build?.status === 'queued';
  const missing =
    buildId !== null &&
    build === null &&
    (builds.status.phase === 'live' || builds.status.phase === 'live-only');
  return (
    <Page
      fill
      title={`${name} · ${projectId}`}
      crumbs={[
        { text: 'Projects', to: '/' },
        { text: projectId, to: `/projects/${encodeURIComponent(projectId)}` },
        { text: name },
      ]}
      topBar={<PeopleStack people={people} selfId={self.userId} />}
    >
      <ProjectNotice {...{ projectId, answer, fate }} heardOf={newest !== null} />
      {missing && newest !== null && (
        <Banner tone="info">
          The server keeps no build “{buildId.slice(0, 80)}” of this project. This page goes live
          when its first event arrives.
        </Banner>
      )}
      <Panel
        title={name}
        actions={
          (isNewest || waits) &&
          !isDeleted(projectId, answer, fate) && (
            <BuildActions
              projectId={projectId}
              build={build ?? newest}
              userName={self.name}
              agentIsHere={answer.kind === 'known'}
            />
          )
        }
      >
        <BuildSummary build={build} />
      </Panel>
      <section className={styles.log} aria-label="Output">
        <LogView
          buffer={log.buffer}
          label="Build log"
          state={logState(log.status)}
          hint={liveOnlyHint(log.status)}
          emptyText={build ? 'This build has printed nothing.' : 'No output yet.'}
          startTime={build?.startedAt}
          fileName={`${projectId}-${build?.key ?? 'build'}.log`}
        />
      </section>
    </Page>
  );
}
