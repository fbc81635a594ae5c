import { ExternalLink, Rocket, RotateCcw, Square, TriangleAlert } from 'lucide-react';
import type { DeploymentState, LiveDeployment } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { ActionError } from '../../components/feedback/ActionError.tsx';
import { Badge } from '../../components/feedback/Badge.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { useNow } from '../../components/time/useNow.ts';
import { describeCommandError, latestCall, useCommand } from '../../hooks/index.ts';
import styles from './Deployments.module.css';
import type { DeploymentLinks } from './DeploymentsPanel.tsx';
import { buildName, deploymentAddress } from './model.ts';

export interface LivePanelProps {
  projectId: string;
  userName: string;
  deployment: DeploymentState;
  isStale: boolean;
  links: DeploymentLinks;
}

/** What answers at the project's name, with the ways to end it. */
export function LivePanel({ projectId, userName, deployment, isStale, links }: LivePanelProps) {
  const { live, port, builds } = deployment;
  const stop = useCommand('deployment.stop');
  const rollback = useCommand('deployment.rollback');
  const { error } = latestCall(stop, rollback);
  const call = { ids: { projectId }, input: { by: userName } };
  const unavailable = isStale ? 'No connection to the agent' : null;
  return (
    <Panel
      title="Live"
      actions={
        live && (
          <>
            {deployment.canRollBack && (
              <RollBackButton
                until={deployment.swap?.step.at === 'switched' ? deployment.swap.step.until : 0}
                pending={rollback.isPending}
                unavailable={unavailable}
                onRollBack={() => rollback.mutate(call)}
              />
            )}
            <Button
              asks
              icon={<Square size={12} />}
              pending={stop.isPending}
              unavailable={unavailable}
              onClick={() => {
                if (unavailable === null) stop.mutate(call);
              }}
            >
              Stop
            </Button>
            {error && <ActionError error={error}>{describeCommandError(error, true)}</ActionError>}
          </>
        )
      }
    >
      {live ? (
        <Live {...{ projectId, live, port, links }} />
      ) : (
        <EmptyState icon={<Rocket size={20} />} title="Nothing is live">
          {builds.length > 0
            ? 'Deploy one of the builds below.'
            : 'Build this project: every build that passes can be deployed.'}
        </EmptyState>
      )}
    </Panel>
  );
}

interface RollBackButtonProps {
  until: number;
  pending: boolean;
  unavailable: string | null;
  onRollBack: () => void;
}

/** With the seconds that are left. */
function RollBackButton({ until, pending, unavailable, onRollBack }: RollBackButtonProps) {
  const now = useNow(true);
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <Button
      asks
      icon={<RotateCcw size={14} />}
      pending={pending}
      unavailable={unavailable}
      onClick={() => {
        if (unavailable === null) onRollBack();
      }}
    >
      Roll back
      <span className={styles.seconds} aria-hidden="true">
        {seconds} s
      </span>
    </Button>
  );
}

interface LiveProps {
  projectId: string;
  live: LiveDeployment;
  port: number | null;
  links: DeploymentLinks;
}

function Live({ projectId, live, port, links }: LiveProps) {
  const { Build, Log } = links;
  const { health } = live;
  return (
    <div className={styles.live}>
      <div className={styles.line}>
        <span role="status" aria-label="Deployment status">
          <HealthBadge health={health} />
        </span>
        <span className={styles.name}>
          <Build buildId={live.entityId}>{buildName(live.number)}</Build>
        </span>
        <span className={styles.facts}>
          <span>
            Went live <RelativeTime time={live.since} />
          </span>
          {live.sessionId !== null && <Log sessionId={live.sessionId}>Open log</Log>}
        </span>
      </div>
      {health.state === 'degraded' && (
        <p className={styles.reason}>{health.reason} The agent starts it again by itself.</p>
      )}
      {port !== null && <Address projectId={projectId} port={port} />}
    </div>
  );
}

function HealthBadge({ health }: Pick<LiveDeployment, 'health'>) {
  switch (health.state) {
    case 'starting':
      return (
        <Badge tone="running" icon={<StateIcon state="running" size={14} />}>
          Starting
        </Badge>
      );
    case 'healthy':
      return (
        <Badge tone="passed" icon={<StateIcon state="passed" size={14} />}>
          Healthy
        </Badge>
      );
    case 'degraded':
      return (
        <Badge tone="warning" icon={<TriangleAlert size={14} aria-hidden="true" />}>
          Degraded
        </Badge>
      );
  }
}

function Address({ projectId, port }: { projectId: string; port: number }) {
  const { url, isHere } = deploymentAddress(projectId, port, location.hostname);
  const shown = url.replace(/\/$/, '');
  if (!isHere) {
    return (
      <p className={styles.address}>
        <code>{shown}</code> <span className={styles.muted}>on the agent’s machine</span>
      </p>
    );
  }
  return (
    <p className={styles.address}>
      <a href={url} target="_blank" rel="noopener noreferrer">
        {shown}
        <ExternalLink size={13} aria-hidden="true" />
        <span className="visually-hidden"> (opens in a new tab)</span>
      </a>
    </p>
  );
}
