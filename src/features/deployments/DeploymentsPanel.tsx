import { Rocket } from 'lucide-react';
import { type ComponentType, type ReactNode, useState } from 'react';
import type { DeployableBuild, DeploymentState } from '../../catalogs/slate/index.ts';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { describeCommandError } from '../../hooks/index.ts';
import { BuildList } from './BuildList.tsx';
import { DeployDialog } from './DeployDialog.tsx';
import styles from './Deployments.module.css';
import { LivePanel } from './LivePanel.tsx';
import { isUnderWay } from './model.ts';
import { SwapPanel } from './SwapPanel.tsx';
import { SwapHistory } from './SwapHistory.tsx';
import { useDeployment } from './useDeployment.ts';

/** Routes belong to the app. */
export interface DeploymentLinks {
  readonly Build: ComponentType<{ buildId: string; children: ReactNode }>;
  readonly Log: ComponentType<{ sessionId: string; children: ReactNode }>;
}

export interface DeploymentsPanelProps {
  projectId: string;
  userName: string;
  agentIsHere: boolean;
  links: DeploymentLinks;
}

/** What of a project is live, what could be, and what was. */
export function DeploymentsPanel(props: DeploymentsPanelProps) {
  const shown = useDeployment(props.projectId);
  switch (shown.kind) {
    case 'loading':
      return (
        <Panel title="Live">
          <div className={styles.loading} aria-busy="true">
            <span className="visually-hidden">Loading the deployment</span>
            <Skeleton width="40%" height={20} />
            <Skeleton width="70%" />
          </div>
        </Panel>
      );
    case 'failed':
      return (
        <div className={styles.page}>
          <Panel title="Live">
            <ErrorState title="The deployment can’t be shown">
              {describeCommandError(shown.error, props.agentIsHere)}
            </ErrorState>
          </Panel>
          <SwapHistory projectId={props.projectId} links={props.links} />
        </div>
      );
    case 'known':
      return <KnownDeployment {...props} {...shown} />;
  }
}

interface KnownDeploymentProps extends DeploymentsPanelProps {
  deployment: DeploymentState;
  isStale: boolean;
}

function KnownDeployment(props: KnownDeploymentProps) {
  const { projectId, userName, links, deployment, isStale } = props;
  const [chosen, setChosen] = useState<DeployableBuild | null>(null);
  const { live, swap, builds, isDeployable, problem, port } = deployment;
  const isEmpty = live === null && builds.length === 0;
  return (
    <div className={styles.page}>
      {isStale && (
        <Banner tone="warning">No connection to the agent: this is the last known state.</Banner>
      )}
      {problem !== null && <Banner tone="warning">{problem}</Banner>}
      {port === null && (
        <Banner tone="error">
          The agent’s proxy does not listen, so nothing can be reached: free its port
          (SLATE_PROXY_PORT) and restart the agent.
        </Banner>
      )}
      {isEmpty && !isDeployable ? (
        <HowToDeploy />
      ) : (
        <>
          <LivePanel {...{ projectId, userName, deployment, isStale, links }} />
          {swap && isUnderWay(swap) && <SwapPanel swap={swap} links={links} />}
          <BuildList
            builds={builds}
            live={live}
            busy={isStale ? 'No connection to the agent' : busyReason(deployment)}
            links={links}
            onDeploy={setChosen}
          />
        </>
      )}
      <SwapHistory projectId={projectId} links={links} />
      {chosen && (
        <DeployDialog
          key={chosen.entityId}
          {...{ projectId, userName, live }}
          build={chosen}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

function busyReason({ swap }: DeploymentState): string | null {
  const at = swap?.step.at;
  return at === 'validating' || at === 'starting' ? 'Another build is being deployed' : null;
}

const EXAMPLE = JSON.stringify(
  {
    artifacts: ['dist/**'],
    deploy: { command: 'node', args: ['dist/server.js'], health: '/health' },
  },
  null,
  2,
);

function HowToDeploy() {
  return (
    <Panel title="Live">
      <EmptyState icon={<Rocket size={20} />} title="This project is not set up for deployment">
        <p>
          Add a <code>deploy</code> section to its <code>slate.json</code>, then build it. Every
          build that passes can be deployed from here.
        </p>
        <pre className={styles.example}>{EXAMPLE}</pre>
        <p>
          The process listens at <code>PORT</code> and answers its health path with 2xx when it is
          ready.
        </p>
      </EmptyState>
    </Panel>
  );
}
