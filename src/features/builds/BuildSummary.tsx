import { type ComponentType, useMemo } from 'react';
import { AgentName, type AgentNameProps } from '../../components/people/AgentName.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { cx } from '../../components/cx.ts';
import { Duration } from '../../components/time/Duration.tsx';
import { PaceMark } from '../../components/steps/PaceMark.tsx';
import { ProgressBar } from '../../components/feedback/ProgressBar.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { StateBadge } from '../../components/steps/StateBadge.tsx';
import type { Tone } from '../../components/steps/state.ts';
import { useNow } from '../../components/time/useNow.ts';
import type { Liveness } from '../../lib/messaging/index.ts';
import type { BuildLinkProps } from './list/BuildList.tsx';
import styles from './BuildSummary.module.css';
import { describeFailure } from './derived/describeFailure.ts';
import { describeEstimate, estimateOf } from './derived/estimate.ts';
import { type BuildHistory, historyOf } from './derived/history.ts';
import {
  type Build,
  type BuildStatus,
  type BuildsState,
  buildOf,
  buildsOf,
  noBuilds,
} from './model/model.ts';
import { GitFacts } from './GitFacts.tsx';
import { describeWait, queueOf } from './derived/queue.ts';
import { buildLabel, describeStart, shortId, shownState } from './derived/shown.ts';
import { useLiveness } from './model/useLiveness.ts';

const tones: Record<BuildStatus, Tone> = {
  queued: 'idle',
  running: 'running',
  completed: 'passed',
  failed: 'failed',
  cancelled: 'idle',
};

const livenessTones: Record<Liveness, Tone> = {
  fresh: 'running',
  stalled: 'warning',
  lost: 'failed',
};

export interface BuildSummaryProps {
  build: Build | null;
  state?: BuildsState;
  /** Null while not known. */
  isHosted?: boolean | null;
  agentPresence?: AgentNameProps['presence'];
  Link?: ComponentType<BuildLinkProps>;
}

/** What a build is doing or has done: state, bar, when it should end, and why it failed. */
export function BuildSummary(props: BuildSummaryProps) {
  const { build, state = noBuilds, isHosted = null, agentPresence = 'unknown', Link } = props;
  const running = build?.status === 'running';
  const waits = build?.status === 'queued';
  const now = useNow(running || waits);
  const liveness = useLiveness(build);
  const history = useMemo(
    () => build && historyOf(buildsOf(state, build.projectId), build),
    [state, build],
  );
  const percent = build ? build.percent : 0;
  const estimate =
    build && history && liveness === 'fresh'
      ? describeEstimate(estimateOf(build, history, now - build.clockSkewMs))
      : null;
  const isOver = build !== null && build.endedAt !== null;
  // How far a build got that ended without a percentage is unknown.
  const rounded = percent === null || (isOver && percent === 0) ? null : Math.round(percent);
  return (
    <div className={styles.summary}>
      <div className={cx(styles.line, (running || waits) && styles.moving)}>
        <span role="status" aria-label="Build status">
          <StateBadge state={build ? shownState(build, liveness) : 'idle'} />
        </span>
        {build && <BuildFacts {...{ build, state, history, now, agentPresence, Link }} />}
        {build && (
          <span className={styles.percent}>
            {estimate !== null && <span className={styles.estimate}>{estimate}</span>}
            {rounded !== null && <span>{rounded}%</span>}
          </span>
        )}
      </div>
      <ProgressBar
        label="Build progress"
        value={running ? percent : (percent ?? 0)}
        isOver={isOver}
        tone={running ? livenessTones[liveness] : build ? tones[build.status] : 'idle'}
        {...(estimate !== null && rounded !== null
          ? { valueText: `${rounded}%, ${estimate}` }
          : {})}
      />
      {build && <Advice build={build} liveness={liveness} isHosted={isHosted} />}
      {build?.failure && <Banner tone="error">{describeFailure(build.failure)}</Banner>}
    </div>
  );
}

function Advice(props: { build: Build; liveness: Liveness; isHosted: boolean | null }) {
  const { build, liveness, isHosted } = props;
  if (build.superseded && build.status === 'running') {
    return (
      <Banner tone="warning">
        This build never reported a result: its publisher has started another one since.
      </Banner>
    );
  }
  if (liveness === 'lost') {
    return (
      <Banner tone="warning">
        No updates from this build for a while. If its agent died, another one will restart it. If
        there is no other, start one with <code>npm start</code>.
      </Banner>
    );
  }
  if (build.status === 'queued' && isHosted === false) {
    return (
      <Banner tone="warning">
        No agent that is connected hosts this project, so this build waits. It begins when one does:{' '}
        <code>npm start -- --project DIR</code>. Cancelling needs one too.
      </Banner>
    );
  }
  return null;
}

interface BuildFactsProps {
  build: Build;
  state: BuildsState;
  history: BuildHistory | null;
  now: number;
  agentPresence: AgentNameProps['presence'];
  Link: ComponentType<BuildLinkProps> | undefined;
}

function BuildFacts(props: BuildFactsProps) {
  const { build, state, history, now, agentPresence, Link } = props;
  const running = build.status === 'running';
  const waits = build.status === 'queued';
  const took = build.durationMs ?? Math.max(0, now - build.clockSkewMs - build.startedAt);
  const place = waits
    ? queueOf(state, build.projectId, now).find((queued) => queued.build.key === build.key)
    : undefined;
  const start = describeStart(build);
  const original = build.retryOf === null ? null : buildOf(state, build.projectId, build.retryOf);
  return (
    <span className={styles.facts}>
      {running && build.step && <strong className={styles.step}>{build.step}</strong>}
      {!waits && (running || build.durationMs !== null) && (
        <span>
          <Duration ms={took} ticking={running} />
        </span>
      )}
      {build.status === 'completed' &&
        history?.usualMs !== undefined &&
        build.fromStep === null && <PaceMark ms={took} usualMs={history.usualMs} />}
      {place && <strong className={styles.step}>{describeWait(place)}</strong>}
      {build.attempt > 1 && <span>attempt {build.attempt}</span>}
      <span>
        {waits ? 'queued' : 'started'} <RelativeTime time={build.startedAt} />
        {build.trigger === null && start !== null && ` ${start}`}
      </span>
      {build.trigger !== null && <span title={build.trigger.files?.join('\n')}>{start}</span>}
      {build.retryOf !== null && (
        <span>
          retry of{' '}
          {original && Link ? (
            <Link build={original}>{buildLabel(original)}</Link>
          ) : (
            shortId(build.retryOf)
          )}
          {build.fromStep !== null && ` from ${build.fromStep}`}
        </span>
      )}
      {build.cancelledBy && <span>cancelled by {build.cancelledBy}</span>}
      {build.agent?.name != null && (
        // Where an ended build ran is of interest; whether its agent is gone is not.
        <AgentName
          name={build.agent.name}
          presence={build.endedAt === null ? agentPresence : 'unknown'}
        />
      )}
      {build.git !== null && <GitFacts git={build.git} />}
    </span>
  );
}
