import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { ProgressBar } from '../../components/feedback/ProgressBar.tsx';
import { formatBytes, formatPercent } from '../../components/time/format.ts';
import { assertNever } from '../../lib/assertNever.ts';
import type { UploadState } from '../../lib/upload/uploadState.ts';
import styles from './Assets.module.css';
import type { UploadItem, UploadQueue } from './uploads.ts';

/** What is on its way to a project, with what can be done about it. */
export function UploadList({ queue, projectId }: { queue: UploadQueue; projectId: string }) {
  const items = useStore(queue.items).filter((item) => item.projectId === projectId);
  if (items.length === 0) return null;
  return (
    <ul role="list" aria-label="Uploads" className={styles.uploads}>
      {items.map((item) => (
        <UploadRow key={item.id} item={item} queue={queue} />
      ))}
    </ul>
  );
}

function UploadRow({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
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
          onClick={() => queue.cancel(id)}
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
      return `${state.reason}. It goes on by itself.`;
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
