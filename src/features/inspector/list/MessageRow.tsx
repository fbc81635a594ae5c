import { CircleCheck, CircleHelp, CircleMinus, CircleX } from 'lucide-react';
import { memo } from 'react';
import { cx } from '../../../components/cx.ts';
import { formatBytes } from '../../../components/time/format.ts';
import type { KeptMessage, VerdictLabel } from '../../../lib/inspect/message.ts';
import { showControls } from '../../../lib/terminal/controlChars.ts';
import { verdictWord } from '../words.ts';
import styles from './MessageGrid.module.css';
import { previewOf } from './preview.ts';

export const verdictLooks = {
  valid: { Icon: CircleCheck, tone: 'passed' },
  invalid: { Icon: CircleX, tone: 'failed' },
  unknown: { Icon: CircleHelp, tone: 'warning' },
  'no-event': { Icon: CircleMinus, tone: 'idle' },
} as const;

const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export interface MessageRowProps {
  message: KeptMessage | null;
  label: VerdictLabel | null;
  index: number;
  top: number;
  isSelected: boolean;
  isTabStop: boolean;
}

/** One message of the grid; its parent listens for all of them. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, label, index, top, isSelected, isTabStop } = props;
  const row = {
    role: 'row',
    'aria-rowindex': index + 2,
    'aria-selected': isSelected,
    tabIndex: isTabStop ? 0 : -1,
    'data-index': index,
    className: cx(styles.row, isSelected && styles.selected, message === null && styles.gone),
    style: { transform: `translateY(${top}px)` },
  };
  if (message === null || label === null) {
    return (
      <div {...row}>
        <span role="gridcell" aria-colspan={5} className={styles.goneText}>
          No longer kept
        </span>
      </div>
    );
  }
  const { Icon, tone } = verdictLooks[label.kind];
  const word = verdictWord(label.kind);
  const { stored } = message;
  return (
    <div {...row}>
      <span role="gridcell" className={styles.time}>
        {time.format(message.receivedAt)}
        {stored && <span className={styles.seq}>#{stored.seq}</span>}
      </span>
      <span role="gridcell" className={styles.verdict} data-tone={tone} title={word}>
        <Icon size={14} aria-hidden="true" />
        <span className="visually-hidden">{word}</span>
      </span>
      <span role="gridcell" className={styles.subject} title={showControls(message.subject)}>
        {showControls(message.subject)}
      </span>
      <span role="gridcell" className={styles.body}>
        {previewOf(message.body)}
      </span>
      <span role="gridcell" className={styles.size}>
        {formatBytes(message.body.length)}
      </span>
    </div>
  );
});
