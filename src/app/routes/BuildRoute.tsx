import type { LineRange } from '../../lib/log/lineRange.ts';
import { useNavigate } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { lazy, useMemo, useRef, useState } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { LazyLogView } from '../../features/log/LazyLogView.tsx';
import type { LogViewHandle } from '../../features/log/logViewProps.ts';
import { OlderButton } from '../../components/controls/OlderButton.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { plural } from '../../components/time/format.ts';
import { isHosted, presenceOf } from '../../features/agents/model.ts';
import { BuildActions } from '../../features/builds/BuildActions.tsx';
import { readBuildView } from '../../features/builds/buildView.ts';
import { BuildSummary } from '../../features/builds/BuildSummary.tsx';
import { readFilter } from '../../features/builds/derived/filter.ts';
import { logFailure, logStepName, logSteps } from '../../features/builds/log/logSteps.ts';
import {
  type Build,
  buildsOf,
  firstMomentOf,
  latestBuild,
} from '../../features/builds/model/model.ts';
import { DesktopToggle } from '../../features/notices/DesktopToggle.tsx';
import { buildLabel } from '../../features/builds/derived/shown.ts';
import { QueueList } from '../../features/builds/list/QueueList.tsx';
import { useBuildLog } from '../../features/builds/log/useBuildLog.ts';
import { useFindBuild } from '../../features/builds/model/useFindBuild.ts';
import { useLiveness } from '../../features/builds/model/useLiveness.ts';
import { useOffers } from '../../features/projects/useOffers.ts';
import { wasBefore } from '../../lib/eventOrder.ts';
import type { BuildAnnotation } from '../../catalogs/slate/index.ts';
import { BuildLink } from '../url/BuildLink.tsx';
import { emptyBuildLog } from '../panes/emptyLog.ts';
import { liveOnlyHint } from '../panes/liveOnlyHint.ts';
import { logState } from '../panes/logState.ts';
import { PanelLoading } from '../panes/PanelLoading.tsx';
import { useReadingPlace } from '../following/readingPlace.ts';
import { useEndWhileFollowing } from '../following/useEndWhileFollowing.ts';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { useLogUrl } from '../url/useLogUrl.ts';
import { useUrlValues } from '../url/useUrlValues.ts';
import { ViewProblem } from '../shell/ViewProblem.tsx';
import { useSelf } from '../SelfContext.ts';
import { titlePrefix, useTabIcon } from '../shell/tabState.ts';
import styles from './BuildRoute.module.css';

/** The summary above it is there first. */
const BuildDetails = lazy(async () => ({
  default: (await import('../../features/builds/BuildDetails.tsx')).BuildDetails,
}));

const noSteps: Build['steps'] = [];

export interface BuildRouteProps {
  /** null is the newest one. */
  buildId: string | null;
}

export function BuildRoute({ buildId }: BuildRouteProps) {
  const self = useSelf();
  const shared = useProjectPage();
  const { projectId, project, agents } = shared;
  const { deleted, agentIsHere, namesakeUntil } = project;
  const { state, older, loadOlder } = shared.builds;
  const newest = latestBuild(state, projectId);
  /** Begun here: its first event is on its way. */
  const [awaited, setAwaited] = useState<string | null>(null);
  const { status } = shared.builds;
  const { build, search } = useFindBuild(shared.builds, projectId, buildId, buildId === awaited);
  /** Which build it is, if there is one. */
  const isReady = shared.builds.isReady && search === 'over';
  const isNamesakes =
    build !== null && namesakeUntil !== null && wasBefore(firstMomentOf(build), namesakeUntil);
  const liveness = useLiveness(build);
  useTabIcon(build, liveness);
  const log = useBuildLog(projectId, build, isReady, namesakeUntil?.storedAt);
  const { hasEndedBefore } = log;
  const failure = useMemo(
    () => (hasEndedBefore ? logFailure(build) : null),
    [build, hasEndedBefore],
  );
  const { steps: buildSteps = noSteps, attempt = 1 } = build ?? {};
  const steps = useMemo(() => logSteps(buildSteps, attempt), [buildSteps, attempt]);
  const url = useLogUrl();
  const [shown, setShown] = useUrlValues(['tab', 'state', 'branch', 'by']);
  const view = readBuildView(shown.tab);
  const logView = useRef<LogViewHandle>(null);
  const name = build ? `Build ${buildLabel(build)}` : 'Build';
  useShowing(shared, name, { page: 'build', buildId: buildId ?? build?.key });
  const output = useRef<HTMLElement>(null);
  useReadingPlace(output, url.view.lines, build?.key ?? null);
  useEndWhileFollowing(logView, url.view.lines !== null);
  const { nothingToBuild, onRecheck } = useOffers(project.record);
  const navigate = useNavigate();
  /** The reader keeps the build they watch; the next one is in the queue below. */
  const showNext = (next: string) => {
    if (buildId === null || (build !== null && build.endedAt === null)) return;
    setAwaited(next);
    const params = { projectId, buildId: next };
    void navigate({ to: '/projects/$projectId/builds/$buildId', params });
  };
  const showLine = (lines: LineRange) => {
    url.setView({ ...url.view, lines, mode: 'highlight', levels: [] });
    // Also if it is selected already.
    logView.current?.showLine(lines.from);
  };
  const showAnnotation = async (of: Build, { step, time, message }: BuildAnnotation) => {
    const name = step === undefined ? undefined : logStepName(step, of.attempt);
    const lines = await logView.current?.showPrinted({ step: name, time, message });
    if (lines) showLine(lines);
  };
  const missing = buildId !== null && build === null && buildId !== awaited && isReady;
  return (
    <ProjectPage
      shared={shared}
      title={`${titlePrefix(build, liveness)}${name} · ${project.name}`}
      crumb={name}
      withPeople
      fill
      build={build}
    >
      <ViewProblem status={status} what="The builds" />
      <ProjectNotice {...{ projectId, project }} hasActivity={isReady ? newest !== null : null} />
      {isNamesakes && (
        <Banner tone="info">
          This build belongs to a deleted project that had the same id, “{projectId}”.
        </Banner>
      )}
      {missing && newest !== null && (
        <Banner tone="info">
          The server keeps no build “{buildId.slice(0, 80)}” of this project. This page goes live
          when its first event arrives.
        </Banner>
      )}
      <Panel
        title={name}
        flush
        shrink
        className={styles.panel}
        actions={
          !deleted &&
          !isNamesakes && (
            <>
              <DesktopToggle />
              <BuildActions
                projectId={projectId}
                build={build}
                userName={self.name}
                agentIsHere={agentIsHere}
                nothingToBuild={nothingToBuild}
                onRecheck={onRecheck}
                withRetry
                onStarted={showNext}
              />
            </>
          )
        }
      >
        <div className={styles.summary}>
          {build || (shared.builds.isCurrent && search === 'over') ? (
            <BuildSummary
              build={build}
              state={state}
              isHosted={isHosted(agents, projectId)}
              agentPresence={presenceOf(agents, build?.agent?.id ?? null)}
              Link={BuildLink}
            />
          ) : search === 'paused' ? (
            <EmptyState
              icon={<SearchX size={20} />}
              title={`Not among the last ${plural(buildsOf(state, projectId).length, 'build')}`}
              action={<OlderButton {...{ older, onLoadOlder: loadOlder }} what="builds" />}
            >
              Build “{buildId?.slice(0, 80)}” may be an older one, or of another project.
            </EmptyState>
          ) : (
            <PanelLoading
              label={
                search === 'searching'
                  ? 'Looking for this build among older ones'
                  : 'Loading the build'
              }
            />
          )}
          <QueueList
            state={state}
            projectId={projectId}
            except={build?.key ?? null}
            userName={self.name}
            agentIsHere={agentIsHere}
            Link={BuildLink}
          />
        </div>
        {!isReady && !build && search !== 'paused' && <LoadingDetails />}
        {build && (
          <Lazily what="The details" fallback={<LoadingDetails />}>
            <BuildDetails
              build={build}
              state={state}
              older={older}
              onLoadOlder={loadOlder}
              view={view}
              onView={(tab) => setShown({ tab: tab === 'steps' ? '' : tab })}
              filter={readFilter(shown)}
              onFilter={setShown}
              onShowLog={(step, startedAt) =>
                void logView.current?.showStep(logStepName(step, build.attempt), startedAt)
              }
              onShowAnnotation={(annotation) => void showAnnotation(build, annotation)}
              onShowLine={showLine}
              Link={BuildLink}
            />
          </Lazily>
        )}
      </Panel>
      <section ref={output} className={styles.log} aria-label="Output" hidden={search === 'paused'}>
        <LazyLogView
          ref={logView}
          buffer={log.buffer}
          feed={log.feed}
          partial={build?.status === 'running' ? log.partial : null}
          keys="page"
          view={url.view}
          onView={url.setView}
          steps={steps}
          foldsPassed={failure !== null}
          failure={failure}
          label="Build log"
          // Before the build is known, a linked line is not missing.
          state={isReady ? logState(log.status) : 'loading'}
          hint={url.note ?? liveOnlyHint(log.status)}
          emptyText={emptyBuildLog(build, log.status)}
          startTime={build?.startedAt}
          fileName={`${projectId}-${build?.key ?? 'build'}.log`}
        />
      </section>
    </ProjectPage>
  );
}

function LoadingDetails() {
  return (
    <div className={styles.details}>
      <PanelLoading label="Loading the steps" />
    </div>
  );
}
