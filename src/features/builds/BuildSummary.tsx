import { Banner } from '../../components/Banner.tsx';
import { Duration } from '../../components/Duration.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { StepList } from '../../components/StepList.tsx';
import type { Tone } from '../../components/state.ts';
import { useNow } from '../../components/useNow.ts';
import { useConnection } from '../../hooks/index.ts';
import styles from './BuildSummary.module.css';
import { describeFailure } from './describeFailure.ts';
import { type Build, type BuildStatus, type Liveness, livenessOf } from './model.ts';

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

/** What a build is doing or has done: state, bar, steps, and why it failed. Its room never changes. */
export function BuildSummary({ build }: { build: Build | null }) {
  const running = build?.status === 'running';
  const now = useNow(running);
  const liveness = useLiveness(build, now);
  const percent = build ? build.percent : 0;
  return (
    <div className={styles.summary}>
      <div className={styles.line}>
        <span role="status" aria-label="Build status">
          <StateBadge state={liveness === 'fresh' ? (build?.status ?? 'idle') : liveness} />
        </span>
        {build && <BuildFacts build={build} now={now} />}
        {percent !== null && build && (
          <span className={styles.percent}>{Math.round(percent)} %</span>
        )}
      </div>
      <ProgressBar
        label="Build progress"
        value={running ? percent : (percent ?? 0)}
        tone={running ? livenessTones[liveness] : build ? tones[build.status] : 'idle'}
      />
      {liveness === 'lost' && (
        <Banner tone="warning">
          Nothing has been heard of this build for a while. If its agent is gone, another one runs
          it again; if there is none, start one with <code>npm start</code>, or cancel the build
          then.
        </Banner>
      )}
      {build?.failure && <Banner tone="error">{describeFailure(build.failure)}</Banner>}
      {build && build.steps.length > 0 && <StepList steps={build.steps} now={now} />}
    </div>
  );
}

/** While this page has no connection, silence says nothing about the build. */
function useLiveness(build: Build | null, now: number): Liveness {
  const connection = useConnection();
  if (!build || connection.status !== 'live') return 'fresh';
  return livenessOf({ ...build, heardAt: Math.max(build.heardAt, connection.since) }, now);
}

function BuildFacts({ build, now }: { build: Build; now: number }) {
  const running = build.status === 'running';
  const waits = build.status === 'queued';
  const took = Math.max(0, (build.endedAt ?? now) - build.startedAt);
  return (
    <span className={styles.facts}>
      {running && build.step && <strong className={styles.step}>{build.step}</strong>}
      {!waits && (
        <span>
          <Duration ms={took} ticking={running} />
        </span>
      )}
      {build.attempt > 1 && <span>attempt {build.attempt}</span>}
      <span>
        {waits ? 'queued' : 'started'} <RelativeTime time={build.startedAt} />
        {build.startedBy && ` by ${build.startedBy}`}
      </span>
      {build.cancelledBy && <span>cancelled by {build.cancelledBy}</span>}
    </span>
  );
}
