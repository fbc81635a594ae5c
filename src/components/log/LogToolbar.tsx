import {
  ArrowDownToLine,
  Check,
  CircleX,
  Clock,
  Copy,
  Download,
  TextWrap,
  TriangleAlert,
} from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { formatCount, plural } from '../format.ts';
import { IconButton } from '../IconButton.tsx';
import type { LogBuffer, LogSnapshot } from './LogBuffer.ts';
import styles from './LogToolbar.module.css';
import { logText, saveText } from './logFile.ts';
import type { TimeMode } from './rows.ts';

const nextTime = { off: 'clock', clock: 'relative', relative: 'off' } as const;
const timeLabels = { off: 'Time: off', clock: 'Time: clock', relative: 'Time: since start' };

export interface LogToolbarProps {
  buffer: LogBuffer;
  snapshot: LogSnapshot;
  following: boolean;
  onFollow: (following: boolean) => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  timeMode: TimeMode;
  onTimeMode: (mode: TimeMode) => void;
  fileName: string;
  /** Between the toggles and the counts, e.g. a search. */
  extra?: ReactNode;
}

/** The log's controls and counts. */
export function LogToolbar(props: LogToolbarProps) {
  const { buffer, snapshot, following, wrap, timeMode } = props;
  const { lines, total, counts } = snapshot;
  const [copied, setCopied] = useState<'yes' | 'failed' | null>(null);

  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(logText(buffer));
      setCopied('yes');
    } catch {
      // No permission, or a page that is not served safely: the download still works.
      setCopied('failed');
    }
  };

  return (
    <div className={styles.toolbar}>
      <button
        type="button"
        className={styles.follow}
        aria-pressed={following}
        title={following ? 'New lines scroll into view' : 'Scroll to new lines as they come'}
        onClick={() => props.onFollow(!following)}
      >
        <ArrowDownToLine size={14} aria-hidden="true" />
        Follow
      </button>
      <IconButton size="sm" label="Wrap lines" pressed={wrap} onClick={() => props.onWrap(!wrap)}>
        <TextWrap size={15} aria-hidden="true" />
      </IconButton>
      <IconButton
        size="sm"
        label={timeLabels[timeMode]}
        className={timeMode === 'off' ? undefined : styles.on}
        onClick={() => props.onTimeMode(nextTime[timeMode])}
      >
        <Clock size={15} aria-hidden="true" />
      </IconButton>
      <div className={styles.extra}>{props.extra}</div>
      <div className={styles.counts}>
        {counts.error > 0 && (
          <span className={styles.errors}>
            <CircleX size={12} aria-hidden="true" />
            {plural(counts.error, 'error')}
          </span>
        )}
        {counts.warn > 0 && (
          <span className={styles.warnings}>
            <TriangleAlert size={12} aria-hidden="true" />
            {plural(counts.warn, 'warning')}
          </span>
        )}
        <span title={total > lines ? 'Older lines were let go to keep this page fast' : undefined}>
          {total > lines
            ? `last ${formatCount(lines)} of ${plural(total, 'line')}`
            : plural(lines, 'line')}
        </span>
      </div>
      <IconButton
        size="sm"
        label={
          copied === 'failed' ? 'Copy failed, download instead' : copied ? 'Copied' : 'Copy all'
        }
        disabled={lines === 0}
        onClick={() => void copy()}
      >
        {copied === 'yes' ? (
          <Check size={15} aria-hidden="true" />
        ) : copied === 'failed' ? (
          <CircleX size={15} aria-hidden="true" />
        ) : (
          <Copy size={15} aria-hidden="true" />
        )}
      </IconButton>
      <IconButton
        size="sm"
        label="Download as text"
        disabled={lines === 0}
        onClick={() => saveText(logText(buffer), props.fileName)}
      >
        <Download size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
