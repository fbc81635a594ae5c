import {
  ArrowDownToLine,
  Check,
  CircleChevronDown,
  CircleHelp,
  CircleX,
  Clock,
  Copy,
  ListCollapse,
  Download,
  FileDown,
  TextWrap,
} from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { formatCount, plural } from '../../../components/time/format.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import styles from './LogToolbar.module.css';
import type { TimeMode } from '../../../lib/log/viewState.ts';
import type { DownloadState } from './useDownload.ts';

const nextTime = { off: 'clock', clock: 'relative', relative: 'off' } as const;
const timeLabels = { off: 'Time: off', clock: 'Time: clock', relative: 'Time: since start' };

const downloadTitles: Readonly<Record<DownloadState, string>> = {
  idle: 'Download the whole log as text',
  reading: 'Reading the whole log…',
  failed: 'The log could not be read to its end. Try again when the page is live.',
};

export interface LogToolbarProps {
  /** Loaded lines; null before the first. */
  lines: number | null;
  /** Null while unknown, though it is more. */
  total: number | null;
  restTitle: string;
  isEmpty: boolean;
  following: boolean;
  onFollow: (following: boolean) => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  timeMode: TimeMode;
  onTimeMode: (mode: TimeMode) => void;
  /** Copies all shown lines, loaded or not. @throws where that is not possible */
  onCopy: () => Promise<void>;
  onDownload: () => void;
  /** Only while lines are hidden. */
  onDownloadShown: (() => void) | null;
  download: DownloadState;
  /** Null for a log without steps. */
  onFoldAll: (() => void) | null;
  onNextError: (() => void) | null;
  onHelp: () => void;
  /** Between the toggles and the counts. */
  search: ReactNode;
  levels: ReactNode;
}

export function LogToolbar(props: LogToolbarProps) {
  const { lines, total, following, wrap, timeMode } = props;
  const [copied, setCopied] = useState<'yes' | 'failed' | null>(null);

  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => {
    // Without the permission, or in an insecure context, the download still works.
    props.onCopy().then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  };

  return (
    <div className={styles.toolbar}>
      <button
        type="button"
        className={styles.follow}
        aria-pressed={following}
        title={following ? 'New lines scroll into view (f)' : 'Scroll to new lines (f)'}
        onClick={() => props.onFollow(!following)}
      >
        <ArrowDownToLine size={14} aria-hidden="true" />
        Follow
      </button>
      <IconButton
        label="Wrap lines"
        title="Wrap lines (w)"
        pressed={wrap}
        onClick={() => props.onWrap(!wrap)}
        icon={TextWrap}
      />
      <IconButton
        label={timeLabels[timeMode]}
        className={timeMode === 'off' ? undefined : styles.on}
        onClick={() => props.onTimeMode(nextTime[timeMode])}
        icon={Clock}
      />
      {props.onFoldAll !== null && (
        <IconButton
          label="Collapse or expand all steps"
          title="Collapse or expand all steps (z)"
          onClick={props.onFoldAll}
          icon={ListCollapse}
        />
      )}
      <div className={styles.extra}>{props.search}</div>
      {props.levels}
      {props.onNextError !== null && (
        <IconButton
          label="Next error"
          title="Next error (e)"
          className={styles.nextError}
          onClick={props.onNextError}
          icon={CircleChevronDown}
        />
      )}
      <div className={styles.counts}>
        {lines !== null && (
          <span title={total === null || total > lines ? props.restTitle : undefined}>
            {countOf(lines, total)}
          </span>
        )}
      </div>
      <IconButton
        label={
          copied === 'failed' ? 'Copy failed, download instead' : copied ? 'Copied' : 'Copy all'
        }
        disabled={props.isEmpty}
        onClick={copy}
        icon={copied === 'yes' ? Check : copied === 'failed' ? CircleX : Copy}
      />
      {props.onDownloadShown !== null && (
        <IconButton
          label="Download shown lines"
          disabled={props.isEmpty}
          onClick={props.onDownloadShown}
          icon={FileDown}
        />
      )}
      <IconButton
        label="Download as text"
        title={downloadTitles[props.download]}
        disabled={props.isEmpty || props.download === 'reading'}
        onClick={props.onDownload}
        icon={props.download === 'failed' ? CircleX : Download}
      />
      <IconButton
        label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        className={styles.keys}
        onClick={props.onHelp}
        icon={CircleHelp}
      />
    </div>
  );
}

function countOf(lines: number, total: number | null): string {
  if (total === null) return `${formatCount(lines)}+ lines`;
  return total > lines
    ? `${formatCount(lines)} of ${plural(total, 'line')}`
    : plural(lines, 'line');
}
