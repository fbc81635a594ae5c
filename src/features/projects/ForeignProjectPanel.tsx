import { Panel } from '../../components/Panel.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import type { ProjectLifecycle } from './model.ts';
import styles from './ProjectPanel.module.css';

export interface ForeignProjectPanelProps {
  projectId: string;
  lifecycle: Extract<ProjectLifecycle, { kind: 'present' }>;
  isHosted: boolean | null;
}

/** A project that no agent hosts, by its events. */
export function ForeignProjectPanel({ projectId, lifecycle, isHosted }: ForeignProjectPanelProps) {
  const { name, createdAt, createdBy } = lifecycle;
  return (
    <Panel title="About this project">
      <dl className={styles.facts}>
        <dt>Id</dt>
        <dd>
          <code>{projectId}</code>
        </dd>
        {name !== null && (
          <>
            <dt>Name</dt>
            <dd>{name}</dd>
          </>
        )}
        {createdAt !== null && (
          <>
            <dt>Created</dt>
            <dd>
              <RelativeTime time={createdAt} />
              {createdBy && `, by ${createdBy}`}
            </dd>
          </>
        )}
      </dl>
      {isHosted === false && (
        <p className={styles.note}>
          No agent hosts it, so nothing can be built or run from here. Events from other publishers
          are still shown.
        </p>
      )}
    </Panel>
  );
}
