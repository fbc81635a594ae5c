import {
  Ban,
  CircleCheck,
  CircleX,
  FileDiff,
  FilePlus,
  FileX,
  FolderPen,
  FolderPlus,
  FolderX,
  History,
  Image,
  type LucideIcon,
  Play,
  Square,
} from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { OlderButton, type OlderButtonProps } from '../../components/controls/OlderButton.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { formatDuration } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { assertNever } from '../../lib/assertNever.ts';
import styles from './ActivityFeed.module.css';
import type { Activity } from './model.ts';

export interface ActivityLinkProps {
  activity: Activity;
  children: ReactNode;
}

export interface ActivityFeedProps extends Omit<OlderButtonProps, 'what'> {
  /** Newest first. */
  activities: readonly Activity[];
  /** Leads to what an activity is about. */
  Link: ComponentType<ActivityLinkProps>;
}

/** Who did what in a project, and when, by days. */
export function ActivityFeed({ activities, Link, older, onLoadOlder }: ActivityFeedProps) {
  if (activities.length === 0 && older === 'none') {
    return (
      <EmptyState icon={<History size={20} />} title="No activity yet">
        Builds, processes, and changes of files and of the project appear here as they happen.
      </EmptyState>
    );
  }
  return (
    <>
      <ol role="list" aria-label="Activity" className={styles.list}>
        {activities.map((activity, index) => {
          const day = dayOf(activity.time);
          const before = activities[index - 1];
          const Icon = iconOf(activity);
          return (
            <li key={activity.key} className={styles.row}>
              {(!before || dayOf(before.time) !== day) && <h3 className={styles.day}>{day}</h3>}
              <div className={styles.activity}>
                <Icon size={16} aria-hidden="true" className={styles[toneOf(activity)]} />
                <p className={styles.text}>
                  <Sentence activity={activity} Link={Link} />
                </p>
                <span className={styles.time}>
                  <RelativeTime time={activity.time} />
                </span>
              </div>
            </li>
          );
        })}
      </ol>
      {older !== 'none' && (
        <div className={styles.more}>
          <OlderButton {...{ older, onLoadOlder }} what="activity" />
        </div>
      )}
    </>
  );
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const dayOf = (time: number) => days.format(time);

function Sentence({ activity, Link }: { activity: Activity; Link: ActivityFeedProps['Link'] }) {
  const who = <strong>{activity.by ?? 'Someone'}</strong>;
  switch (activity.kind) {
    case 'build': {
      const { number, buildId, result, step, durationMs, endedBy, by, isByChange } = activity;
      const build = (
        <Link activity={activity}>build {number === null ? buildId.slice(-8) : `#${number}`}</Link>
      );
      if (result === 'started') {
        return (
          <>
            {isByChange ? by === null ? 'A change' : <>A change by {who}</> : who} started {build}
          </>
        );
      }
      return (
        <>
          {by === null ? 'A' : <strong>{by}</strong>}
          {by === null ? ' ' : '’s '}
          {build} {resultWords[result]}
          {step !== null && ` in step “${step}”`}
          {result === 'cancelled' && endedBy !== null && ` by ${endedBy}`}
          {durationMs !== null && ` after ${formatDuration(durationMs)}`}
        </>
      );
    }
    case 'project':
      return (
        <>
          {who} {activity.change === 'updated' ? 'changed' : activity.change} the project
          {activity.name !== null && ` “${activity.name}”`}
        </>
      );
    case 'session': {
      const { command, result, by, endedBy, ending, durationMs } = activity;
      const process = (
        <Link activity={activity}>
          {command === null ? 'a process' : <span className={styles.name}>{command}</span>}
        </Link>
      );
      if (result === 'started') {
        return (
          <>
            {who} started {process}
          </>
        );
      }
      return (
        <>
          {endedBy === null ? (
            <>
              {process} {result === 'failed' ? 'failed' : 'ended'}
            </>
          ) : (
            <>
              <strong>{endedBy}</strong> stopped {process}
            </>
          )}
          {durationMs !== null && ` after ${formatDuration(durationMs, 'seconds')}`}
          {ending !== null && endedBy === null && ` (${ending})`}
          {by !== null && by !== endedBy && ` · started by ${by}`}
        </>
      );
    }
    case 'file':
    case 'asset': {
      const { kind, change, name, previousName, times, by } = activity;
      const changed = kind === 'asset' && change === 'moved' ? 'renamed' : pastWords[change];
      const thing = (
        <Link activity={activity}>
          <span className={styles.name}>{name}</span>
        </Link>
      );
      return (
        <>
          {by === null ? thing : who} {by === null ? `was ${changed}` : <>{changed} </>}
          {by !== null && thing}
          {change === 'moved' && previousName !== null && (
            <>
              {' '}
              from <span className={styles.name}>{previousName}</span>
            </>
          )}
          {times > 1 && <span className={styles.times}> · {times} times</span>}
        </>
      );
    }
    default:
      return assertNever(activity);
  }
}

const resultWords = {
  completed: 'passed',
  failed: 'failed',
  cancelled: 'was cancelled',
} as const;
const pastWords = {
  created: 'added',
  restored: 'restored',
  updated: 'changed',
  moved: 'moved',
  deleted: 'deleted',
} as const;

const buildIcons = { started: Play, completed: CircleCheck, failed: CircleX, cancelled: Ban };
const projectIcons = { created: FolderPlus, updated: FolderPen, deleted: FolderX };
const sessionIcons = { started: Play, stopped: Square, failed: CircleX };
const fileIcons = {
  created: FilePlus,
  restored: FilePlus,
  updated: FileDiff,
  moved: FileDiff,
  deleted: FileX,
};

function iconOf(activity: Activity): LucideIcon {
  switch (activity.kind) {
    case 'build':
      return buildIcons[activity.result];
    case 'project':
      return projectIcons[activity.change];
    case 'session':
      return sessionIcons[activity.result];
    case 'file':
      return fileIcons[activity.change];
    case 'asset':
      return Image;
    default:
      return assertNever(activity);
  }
}

function toneOf(activity: Activity): 'good' | 'bad' | 'neutral' {
  if (activity.kind !== 'build' && activity.kind !== 'session') return 'neutral';
  if (activity.result === 'completed') return 'good';
  return activity.result === 'failed' ? 'bad' : 'neutral';
}
