import { Package } from 'lucide-react';
import type { DeployableBuild, LiveDeployment } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Badge } from '../../components/feedback/Badge.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, plural } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import styles from './Deployments.module.css';
import type { DeploymentLinks } from './DeploymentsPanel.tsx';
import { buildName } from './model.ts';

export interface BuildListProps {
  builds: readonly DeployableBuild[];
  live: LiveDeployment | null;
  /** Why nothing can be deployed now; null if something can. */
  busy: string | null;
  links: DeploymentLinks;
  onDeploy: (build: DeployableBuild) => void;
}

/** The builds that are kept to be deployed. */
export function BuildList({ builds, live, busy, links, onDeploy }: BuildListProps) {
  const { Build } = links;
  return (
    <Panel title="Builds" flush>
      {builds.length === 0 ? (
        <EmptyState icon={<Package size={20} />} title="No builds to deploy yet">
          The next build that passes is kept here.
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label="Deployable builds">
          {builds.map((build) => {
            const isLive = build.entityId === live?.entityId;
            return (
              <li key={build.entityId} className={styles.row}>
                <span className={styles.name}>
                  <Build buildId={build.entityId}>{buildName(build.number)}</Build>
                </span>
                <span className={styles.facts}>
                  <RelativeTime time={build.registeredAt} />
                  <span>
                    {plural(build.files, 'file')}, {formatBytes(build.bytes)}
                  </span>
                </span>
                {isLive ? (
                  <Badge tone="passed">Live</Badge>
                ) : (
                  <Button
                    asks
                    size="sm"
                    unavailable={busy}
                    aria-label={`Deploy ${buildName(build.number).toLowerCase()}`}
                    onClick={() => {
                      if (busy === null) onDeploy(build);
                    }}
                  >
                    Deploy
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
