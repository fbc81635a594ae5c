import { Pencil, Trash2 } from 'lucide-react';
import { lazy } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { OverlayBoundary } from '../../components/overlay/OverlayBoundary.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { hasHost } from './offers.ts';
import styles from './ProjectPanel.module.css';
import { type SeenProject, useDialog } from './dialogs/useDialog.ts';

const RenameProjectDialog = lazy(async () => ({
  default: (await import('./dialogs/RenameProjectDialog.tsx')).RenameProjectDialog,
}));
const DeleteProjectDialog = lazy(async () => ({
  default: (await import('./dialogs/DeleteProjectDialog.tsx')).DeleteProjectDialog,
}));

export interface ProjectPanelProps {
  record: ProjectRecord;
  /** The name that others read beside a change. */
  userName: string;
  onDeleted: () => void;
}

/** A project's settings and the ways to change them. */
export function ProjectPanel({ record, userName, onDeleted }: ProjectPanelProps) {
  const { projectId, name, revision, origin, createdAt, createdBy, updatedAt, updatedBy, hosts } =
    record;
  const rename = useDialog<SeenProject>();
  const remove = useDialog<SeenProject>();
  const isHosted = hasHost(record);
  const wasChanged = updatedAt !== undefined && updatedAt !== createdAt;
  return (
    <Panel title="About this project">
      <dl className={styles.facts}>
        <dt>Id</dt>
        <dd>
          <code>{projectId}</code>
        </dd>
        {origin && (
          <>
            <dt>Files</dt>
            <dd>{origin === 'template' ? 'Made by Slate' : 'Local directory'}</dd>
          </>
        )}
        {hosts && (
          <>
            <dt>Agents</dt>
            <dd>
              {hosts.length === 0 ? 'None now' : hosts.map(({ name: agent }) => agent).join(', ')}
            </dd>
          </>
        )}
        {createdAt !== undefined && (
          <>
            <dt>Created</dt>
            <dd>
              <RelativeTime time={createdAt} />
              {createdBy && `, by ${createdBy}`}
            </dd>
          </>
        )}
        {wasChanged && (
          <>
            <dt>Changed</dt>
            <dd>
              <RelativeTime time={updatedAt} />
              {updatedBy && `, by ${updatedBy}`}
            </dd>
          </>
        )}
      </dl>
      {revision === null && (
        <p className={styles.note}>
          It can’t be renamed or deleted now: JetStream keeps the records of projects, and it does
          not answer.
        </p>
      )}
      {typeof revision === 'number' && (
        <div className={styles.actions}>
          {isHosted && (
            <Button
              size="sm"
              icon={<Pencil size={12} />}
              onClick={() => rename.show({ name, revision })}
            >
              Rename
            </Button>
          )}
          <Button
            size="sm"
            icon={<Trash2 size={12} />}
            onClick={() => remove.show({ name, revision })}
          >
            Delete
          </Button>
          <OverlayBoundary>
            {rename.subject && (
              <RenameProjectDialog
                key={`rename ${rename.times}`}
                open={rename.open}
                onClose={rename.hide}
                seen={rename.subject}
                {...{ projectId, userName }}
              />
            )}
            {remove.subject && (
              <DeleteProjectDialog
                key={`delete ${remove.times}`}
                open={remove.open}
                onClose={remove.hide}
                seen={remove.subject}
                {...{ projectId, origin, isHosted, userName, onDeleted }}
              />
            )}
          </OverlayBoundary>
        </div>
      )}
    </Panel>
  );
}
