import { CircleCheck, CircleX } from 'lucide-react';
import { formatBytes, formatDuration } from '../../../components/time/format.ts';
import { readReply } from '../../../lib/messaging/index.ts';
import { viewOf } from '../detail/bodyView.ts';
import { hexDump } from '../detail/hex.ts';
import { JsonTree } from '../detail/JsonTree.tsx';
import type { SendEntry } from './entries.ts';
import type { Sent } from './sentHistory.ts';
import styles from './SendPanel.module.css';
import { describeSendFailure } from './words.ts';

export interface OutcomeProps {
  sent: Sent;
  /** What the form is for: a command says what its reply must be. */
  entry: SendEntry | null;
}

/** What became of the last message. */
export function Outcome({ sent, entry }: OutcomeProps) {
  const { outcome, raw } = sent;
  switch (outcome.kind) {
    case 'published':
      return (
        <div role="status" className={styles.outcome} data-tone="passed">
          <CircleCheck size={16} aria-hidden="true" />
          <p>Published to {outcome.subjects.join(' and ')}.</p>
        </div>
      );
    case 'failed':
      return (
        <div role="alert" className={styles.outcome} data-tone="failed">
          <CircleX size={16} aria-hidden="true" />
          <div>
            <p className={styles.outcomeTitle}>{describeSendFailure(outcome.code, raw.subject)}</p>
            <p>{outcome.message}</p>
          </div>
        </div>
      );
    case 'replied':
      break;
  }
  const { body, tookMs } = outcome.reply;
  const view = viewOf(body);
  const reply =
    entry?.kind === 'command' && view.kind === 'json'
      ? readReply(entry.definition, view.value)
      : null;
  const isRefused = reply?.kind === 'refused';
  return (
    <section aria-label="Reply" className={styles.reply}>
      <div role="status" className={styles.outcome} data-tone={isRefused ? 'warning' : 'passed'}>
        <CircleCheck size={16} aria-hidden="true" />
        <p>
          {isRefused ? `Refused: ${reply.message}` : 'Replied'} · {formatDuration(tookMs)} ·{' '}
          {formatBytes(body.length)}
        </p>
      </div>
      {reply?.kind === 'unknown-shape' && (
        <p className={styles.problem}>The reply is not as the catalog says.</p>
      )}
      {view.kind === 'json' && <JsonTree value={view.value} marked={null} />}
      {view.kind === 'text' && <pre className={styles.pre}>{view.text}</pre>}
      {view.kind === 'bytes' && (
        <pre className={styles.pre}>{hexDump(body.subarray(0, 1_024))}</pre>
      )}
      {view.kind === 'empty' && <p className={styles.hint}>The reply is empty.</p>}
    </section>
  );
}
