import { Columns2 } from 'lucide-react';
import { type ComponentType, type ReactNode, useState } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { cx } from '../../../components/cx.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { StateIcon } from '../../../components/steps/StateIcon.tsx';
import { stateLooks } from '../../../components/steps/state.ts';
import type { Liveness } from '../../../lib/messaging/index.ts';
import { inListOrder } from '../lists.ts';
import type { Session } from '../model.ts';
import styles from './SessionList.module.css';
import { SessionTime } from './SessionTime.tsx';
import { shownState } from './shownState.ts';
import { useLiveness } from '../useLiveness.ts';

export interface SessionLinkProps {
  session: Session;
  className: string | undefined;
  children: ReactNode;
}

export interface SessionListProps {
  label: string;
  sessions: readonly Session[];
  /** Links a session to its log: routes belong to the app. */
  Link: ComponentType<SessionLinkProps>;
  open?: readonly string[];
  /** Opens a log beside the others, or closes it. */
  onBeside?: ((session: Session) => void) | undefined;
  /** No further log fits beside. */
  full?: boolean;
  max?: number;
  /** Names whose sessions they are, in lists of several projects. */
  nameOf?: (projectId: string) => string;
  /** After the last one. */
  children?: ReactNode;
}

/** Running sessions first. */
export function SessionList({ label, sessions, max = 8, children, ...rest }: SessionListProps) {
  const [all, setAll] = useState(false);
  const { livenessOf, isAlive } = useLiveness(sessions);
  const ordered = inListOrder(sessions, isAlive);
  const shown = all ? ordered : ordered.slice(0, max);
  return (
    <>
      <ul className={styles.list} aria-label={label}>
        {shown.map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            liveness={livenessOf(session)}
            {...rest}
          />
        ))}
      </ul>
      <div className={styles.more}>
        {ordered.length > shown.length ? (
          <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
            Show {ordered.length - shown.length} more
          </Button>
        ) : (
          children
        )}
      </div>
    </>
  );
}

type SessionRowProps = Omit<SessionListProps, 'label' | 'sessions' | 'max' | 'children'> & {
  session: Session;
  liveness: Liveness;
};

function SessionRow(props: SessionRowProps) {
  const { session, liveness, Link, open = [], onBeside, full = false, nameOf } = props;
  const { sessionId, command, startedBy, projectId } = session;
  const state = shownState(session, liveness);
  const isOpen = open.includes(sessionId);
  const facts = [startedBy, shortId(session)].filter(Boolean);
  return (
    <li className={cx(styles.row, isOpen && styles.open)}>
      <Link session={session} className={styles.link}>
        <StateIcon state={state} size={16} />
        <span className={styles.what}>
          <span className={styles.state}>{stateLooks[state].word}</span>
          {command && (
            <code className={styles.command} title={command}>
              {command}
            </code>
          )}
        </span>
        <span className={styles.facts}>
          {nameOf && projectId !== null && <span title={projectId}>{nameOf(projectId)}</span>}
          <SessionTimes session={session} isHeard={liveness === 'fresh'} />
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
      </Link>
      {onBeside && !(isOpen && open.length === 1) && (
        <IconButton
          label={isOpen ? `Close ${sessionId}` : `Open ${sessionId} beside`}
          pressed={isOpen}
          disabled={full && !isOpen}
          onClick={() => onBeside(session)}
          icon={Columns2}
        />
      )}
    </li>
  );
}

function SessionTimes({ session, isHeard }: { session: Session; isHeard: boolean }) {
  const { endedAt, status, exitCode, signal } = session;
  const end = exitCode !== null ? `exit ${exitCode}` : signal;
  return (
    <>
      {end && <span className={status === 'failed' ? styles.failed : undefined}>{end}</span>}
      <SessionTime session={session} isHeard={isHeard} />
      {endedAt !== null && (
        <span>
          <RelativeTime time={endedAt} />
        </span>
      )}
    </>
  );
}

/** Without the project's name, with which an agent's ids begin. */
function shortId({ sessionId, projectId }: Session): string {
  const head = `${projectId ?? ''}-`;
  return projectId !== null && sessionId.startsWith(head)
    ? sessionId.slice(head.length)
    : sessionId;
}
