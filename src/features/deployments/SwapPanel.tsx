import type { DeploymentSwap } from '../../catalogs/slate/index.ts';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import styles from './Deployments.module.css';
import type { DeploymentLinks } from './DeploymentsPanel.tsx';
import { buildName, stagesOf } from './model.ts';

/** The swap that is under way, step by step. */
export function SwapPanel({ swap, links }: { swap: DeploymentSwap; links: DeploymentLinks }) {
  const { Log } = links;
  const isLive = swap.step.at === 'switched';
  return (
    <Panel title={`${isLive ? 'Deployed' : 'Deploying'} ${buildName(swap.number).toLowerCase()}`}>
      <ol className={styles.stages} aria-label="Deployment steps">
        {stagesOf(swap).map(({ name, state, detail }) => (
          <li key={name} className={styles.stage} data-state={state}>
            <StateIcon state={state} withWord />
            <span>{name}</span>
            {detail !== null && <span className={styles.muted}>{detail}</span>}
          </li>
        ))}
      </ol>
      <p className={styles.facts}>
        <span>
          {swap.initiatedBy} began it <RelativeTime time={swap.startedAt} />
        </span>
        {swap.sessionId !== null && <Log sessionId={swap.sessionId}>Open log</Log>}
      </p>
    </Panel>
  );
}
