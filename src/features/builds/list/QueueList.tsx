import { X } from 'lucide-react';
import type { ComponentType } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { CommandError } from '../../../components/feedback/CommandError.tsx';
import { plural } from '../../../components/time/format.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { StateIcon } from '../../../components/steps/StateIcon.tsx';
import { useHeld } from '../../../components/time/useHeld.ts';
import { useNow } from '../../../components/time/useNow.ts';
import { describeCommandError } from '../../../hooks/index.ts';
import type { BuildLinkProps } from './BuildList.tsx';
import { type BuildsState, buildOf } from '../model/model.ts';
import styles from './QueueList.module.css';
import { describeWait, type QueuedBuild, queueOf } from '../derived/queue.ts';
import { buildLabel, describeGit, describeStart } from '../derived/shown.ts';
import { useCancelBuilds } from './useCancelBuilds.ts';

export interface QueueListProps {
  state: BuildsState;
  projectId: string;
  except: string | null;
  userName: string;
  agentIsHere: boolean;
  Link: ComponentType<BuildLinkProps>;
}

/** The builds that wait behind the one on show; nothing if there are none. */
export function QueueList(props: QueueListProps) {
  const { state, projectId, except, userName, agentIsHere, Link } = props;
  const { cancel, pending, error } = useCancelBuilds(projectId, userName);
  const now = useNow(true);
  const queue = queueOf(state, projectId, now);
  // With the shown one: a row must not move under the pointer because that one began.
  const { held, onPress } = useHeld(queue, placesOf(queue), isLonger);
  const waiting = new Map(queue.map((queued) => [queued.build.key, queued]));
  const rows = held.filter(({ build }) => build.key !== except);
  if (rows.length === 0) return null;
  const others = rows.flatMap(({ build }) => (waiting.has(build.key) ? [build.key] : []));
  return (
    <div className={styles.queue}>
      {error !== null && <CommandError>{describeCommandError(error, agentIsHere)}</CommandError>}
      <div className={styles.head}>
        <span>{plural(others.length, 'build')} in the queue</span>
        {rows.length > 1 && (
          <Button
            asks
            size="sm"
            pending={others.some((key) => pending.has(key))}
            onClick={() => void cancel(others)}
          >
            Cancel all queued
          </Button>
        )}
      </div>
      <ul role="list" aria-label="Queue">
        {rows.map((row) => {
          const { build } = row;
          const queued = waiting.get(build.key);
          const label = buildLabel(build);
          const about = describeGit(build.git);
          const start = describeStart(build);
          return (
            <li key={build.key} className={styles.row}>
              <StateIcon
                state={buildOf(state, projectId, build.key)?.status ?? 'queued'}
                size={14}
                withWord
              />
              <Link build={build}>Build {label}</Link>
              <span className={styles.facts}>
                {queued ? describeWait(queued) : 'no longer in the queue'}
                {start !== null && ` · ${start}`}
                {about !== '' && ` · ${about}`}
              </span>
              <IconButton
                asks
                label={`Cancel queued build ${label}`}
                // A row that has left has no effect for a moment, so that the next one does not get
                // its press.
                aria-disabled={!queued || pending.has(build.key)}
                onClickCapture={onPress}
                onClick={() => {
                  if (queued && !pending.has(build.key)) void cancel([build.key]);
                }}
                icon={X}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const placesOf = (queue: readonly QueuedBuild[]) =>
  queue.map(({ build }) => `${build.key} `).join('');

/** What is added at the end may show at once. */
const isLonger = (before: string, now: string) => now.startsWith(before);
