import { FileUp, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { ProgressBar } from '../../components/feedback/ProgressBar.tsx';
import { formatBytes, formatPercent } from '../../components/time/format.ts';
import { assertNever } from '../../lib/assertNever.ts';
import type { UploadState } from '../../lib/upload/uploadState.ts';
import styles from './Assets.module.css';
import type { AssetList, UnfinishedUpload } from './queries.ts';
import { type UploadItem, type UploadQueue, uploadsToChooseAgain } from './uploads.ts';

export interface UploadListProps {
  projectId: string;
  queue: UploadQueue;
  list: AssetList;
  /** Opens the browser’s choice of files. */
  onChoose: () => void;
  /** The agent gives up what it has of an upload. */
  onForget: (uploadId: string) => void;
}

/** What is on its way to a project or was left unfinished, with what can be done about it. */
export function UploadList({ projectId, queue, list, onChoose, onForget }: UploadListProps) {
  const items = useStore(queue.items).filter((item) => item.projectId === projectId);
  const toChoose = list.readOnlyReason === null ? uploadsToChooseAgain(list, items) : [];
  if (items.length + toChoose.length === 0) return null;
  return (
    <ul role="list" aria-label="Uploads" className={styles.uploads}>
      {items.map((item) => (
        <UploadRow
          key={item.id}
          item={item}
          queue={queue}
          onCancel={() => {
            queue.cancel(item.id);
            if (item.uploadId !== null) onForget(item.uploadId);
          }}
        />
      ))}
      {toChoose.map((upload) => (
        <UnfinishedRow
          key={upload.uploadId}
          upload={upload}
          onChoose={onChoose}
          onDiscard={() => {
            queue.forget(projectId, upload.uploadId);
            onForget(upload.uploadId);
          }}
        />
      ))}
    </ul>
  );
}

interface UnfinishedRowProps {
  upload: UnfinishedUpload;
  onChoose: () => void;
  onDiscard: () => void;
}

/** A page that was reloaded can’t read the file any more: only its reader can choose it again. */
function UnfinishedRow({ upload, onChoose, onDiscard }: UnfinishedRowProps) {
  const { name, size, receivedBytes } = upload;
  const percent = share(receivedBytes, size);
  return (
    <li className={styles.upload}>
      <span className={styles.uploadName} title={name}>
        {name}
      </span>
      <span className={styles.uploadState}>
        <ProgressBar label={`Upload of ${name}`} value={percent} tone="idle" />
        <span className={styles.fact}>
          Not finished: {formatPercent(percent)} of {formatBytes(size)} has arrived. Choose the file
          again to continue.
        </span>
      </span>
      <span className={styles.rowButtons}>
        <IconButton label={`Choose ${name} again`} onClick={onChoose} icon={FileUp} />
        <IconButton label={`Discard ${name}`} onClick={onDiscard} icon={X} />
      </span>
    </li>
  );
}

interface UploadRowProps {
  item: UploadItem;
  queue: UploadQueue;
  onCancel: () => void;
}

function UploadRow({ item, queue, onCancel }: UploadRowProps) {
  const { id, file, state } = item;
  return (
    <li className={styles.upload}>
      <span className={styles.uploadName} title={file.name}>
        {file.name}
      </span>
      <span className={styles.uploadState}>
        {state.kind === 'failed' ? (
          <CommandError>{state.message}</CommandError>
        ) : (
          <>
            <ProgressBar
              label={`Upload of ${file.name}`}
              value={percentOf(state, file.size)}
              tone={state.kind === 'paused' ? 'idle' : 'running'}
            />
            <span className={styles.fact}>{describe(state, file.size)}</span>
          </>
        )}
      </span>
      <span className={styles.rowButtons}>
        {(state.kind === 'sending' || state.kind === 'stalled') && (
          <IconButton label={`Pause ${file.name}`} onClick={() => queue.pause(id)} icon={Pause} />
        )}
        {state.kind === 'paused' && (
          <IconButton label={`Resume ${file.name}`} onClick={() => queue.resume(id)} icon={Play} />
        )}
        {state.kind === 'failed' && state.canRetry && (
          <IconButton
            label={`Retry ${file.name}`}
            onClick={() => queue.retry(id)}
            icon={RotateCcw}
          />
        )}
        <IconButton
          label={`${state.kind === 'failed' ? 'Dismiss' : 'Cancel'} ${file.name}`}
          onClick={onCancel}
          icon={X}
        />
      </span>
    </li>
  );
}

const share = (bytes: number, size: number) => (size === 0 ? 100 : (bytes / size) * 100);

function percentOf(state: UploadState, size: number): number | null {
  if (state.kind === 'sending' || state.kind === 'paused' || state.kind === 'stalled') {
    return share(state.bytes, size);
  }
  return state.kind === 'waiting' ? 0 : null;
}

function describe(state: UploadState, size: number): string {
  switch (state.kind) {
    case 'waiting':
      return 'Waiting';
    case 'hashing':
      return 'Reading the file…';
    case 'sending':
      return `${formatPercent(share(state.bytes, size))} of ${formatBytes(size)}`;
    case 'stalled':
      return `${state.reason}. It continues by itself.`;
    case 'paused':
      return `Paused at ${formatPercent(share(state.bytes, size))}`;
    case 'finishing':
      return 'Checking…';
    case 'done':
      return 'Done';
    case 'failed':
      return state.message;
    default:
      return assertNever(state);
  }
}
