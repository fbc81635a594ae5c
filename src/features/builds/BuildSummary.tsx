import { Banner } from '../../components/Banner.tsx';
import { Duration } from '../../components/Duration.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { StepList } from '../../components/StepList.tsx';
import type { Tone } from '../../components/state.ts';
import { useNow } from '../../components/useNow.ts';
import styles from './BuildSummary.module.css';
import { describeFailure } from './describeFailure.ts';
import type { Build, BuildStatus } from './model.ts';

const tones: Record<BuildStatus, Tone> = {
  running: 'running',
  completed: 'passed',
  failed: 'failed',
  cancelled: 'idle',
};

/** What a build is doing or has done: state, bar, steps, and why it failed. Its room never changes. */
export function BuildSummary({ build }: { build: Build | null }) {
  const running = build?.status === 'running';
  const now = useNow(running);
  const percent = build ? build.percent : 0;
  return (
    <div className={styles.summary}>
      <div className={styles.line}>
        <span role="status" aria-label="Build status">
          {build ? <StateBadge state={build.status} /> : <StateBadge state="idle" />}
        </span>
        {build && <BuildFacts build={build} now={now} />}
        {percent !== null && build && (
          <span className={styles.percent}>{Math.round(percent)} %</span>
        )}
      </div>
      <ProgressBar
        label="Build progress"
        value={running ? percent : (percent ?? 0)}
        tone={build ? tones[build.status] : 'idle'}
      />
      {build?.failure && <Banner tone="error">{describeFailure(build.failure)}</Banner>}
      {build && build.steps.length > 0 && <StepList steps={build.steps} now={now} />}
    </div>
  );
}

function BuildFacts({ build, now }: { build: Build; now: number }) {
  const running = build.status === 'running';
  const took = Math.max(0, (build.endedAt ?? now) - build.startedAt);
  return (
    <span className={styles.facts}>
      {running && build.step && <strong className={styles.step}>{build.step}</strong>}
      <span>
        <Duration ms={took} ticking={running} />
      </span>
      <span>
        started <RelativeTime time={build.startedAt} />
        {build.startedBy && ` by ${build.startedBy}`}
      </span>
      {build.cancelledBy && <span>cancelled by {build.cancelledBy}</span>}
    </span>
  );
}
