import { X } from 'lucide-react';
import type { ComponentType } from 'react';
import { CommandError } from '../../components/CommandError.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { useNow } from '../../components/useNow.ts';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import type { BuildLinkProps } from './BuildList.tsx';
import type { BuildsState } from './model.ts';
import styles from './QueueList.module.css';
import { describeWait, queueOf } from './queue.ts';

export interface QueueListProps {
  state: BuildsState;
  projectId: string;
  /** The build on show tells its own place. */
  except: string | null;
  userName: string;
  agentIsHere: boolean;
  Link: ComponentType<BuildLinkProps>;
}

/** The builds that wait behind the one on show; nothing if there are none. */
export function QueueList(props: QueueListProps) {
  const { state, projectId, except, userName, agentIsHere, Link } = props;
  const cancel = useCommand('build.cancel');
  const now = useNow(true);
  const queue = queueOf(state, projectId, now).filter(({ build }) => build.key !== except);
  if (queue.length === 0) return null;
  return (
    <div className={styles.queue}>
      {cancel.error && (
        <CommandError>{describeCommandError(cancel.error, agentIsHere)}</CommandError>
      )}
      <ul role="list" aria-label="Queue" className={styles.list}>
        {queue.map((queued) => {
          const { build } = queued;
          const name = build.key.slice(-8);
          return (
            <li key={build.key} className={styles.row}>
              <StateIcon state="queued" size={14} withWord />
              <Link build={build}>Build {name}</Link>
              <span className={styles.facts}>
                {describeWait(queued)}
                {build.startedBy && `, by ${build.startedBy}`}
              </span>
              <IconButton
                label={`Cancel queued build ${name}`}
                size="sm"
                onClick={() =>
                  cancel.mutate({
                    ids: { projectId },
                    input: { buildId: build.key, cancelledBy: userName },
                  })
                }
              >
                <X size={14} aria-hidden="true" />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
