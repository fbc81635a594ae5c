import { shallow } from 'zustand/shallow';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { useView, useViewStatus } from '../../hooks/index.ts';
import styles from './Deployments.module.css';
import type { DeploymentLinks } from './DeploymentsPanel.tsx';
import { buildName, type Outcome, type PastSwap, swapsOf } from './model.ts';
import { swapsView } from './views.ts';

const SHOWN = 20;

const looks = {
  running: { state: 'running', word: 'Under way' },
  completed: { state: 'passed', word: 'Deployed' },
  failed: { state: 'failed', word: 'Failed' },
  'rolled-back': { state: 'cancelled', word: 'Rolled back' },
} as const satisfies Record<Outcome, object>;

/** What was deployed before, newest first. */
export function SwapHistory({ projectId, links }: { projectId: string; links: DeploymentLinks }) {
  const swaps = useView(swapsView, '*', (all) => swapsOf(all, projectId), shallow);
  const { isReady, error } = useViewStatus(swapsView, '*');
  return (
    <Panel title="History" flush>
      {error && <Banner tone="warning">The history can’t be read: {error.message}</Banner>}
      {!isReady && !error && (
        <div className={styles.loading} aria-busy="true">
          <span className="visually-hidden">Loading the history</span>
          <Skeleton width="60%" />
        </div>
      )}
      {isReady && swaps.length === 0 && (
        <p className={styles.none}>Nothing was deployed here yet.</p>
      )}
      {swaps.length > 0 && (
        <ol className={styles.list} aria-label="Deployment history">
          {swaps.slice(0, SHOWN).map((swap) => (
            <PastSwapRow key={swap.swapId} swap={swap} links={links} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function PastSwapRow({ swap, links }: { swap: PastSwap; links: DeploymentLinks }) {
  const { Build, Log } = links;
  const { state, word } = looks[swap.outcome];
  return (
    <li className={styles.row}>
      <span className={styles.outcome}>
        <StateIcon state={state} />
        <span>{word}</span>
      </span>
      <span className={styles.name}>
        {swap.toEntityId === null ? (
          buildName(swap.number)
        ) : (
          <Build buildId={swap.toEntityId}>{buildName(swap.number)}</Build>
        )}
      </span>
      <span className={styles.facts}>
        {swap.initiatedBy !== null && <span>by {swap.initiatedBy}</span>}
        <RelativeTime time={swap.at} />
        {swap.sessionId !== null && <Log sessionId={swap.sessionId}>Open log</Log>}
      </span>
      {swap.reason !== null && <span className={styles.why}>{swap.reason}</span>}
    </li>
  );
}
