import type { ComponentType } from 'react';
import { plural } from '../../../components/time/format.ts';
import type { Session } from '../model.ts';
import styles from './OtherSessions.module.css';
import { StopAction } from './RuntimeActions.tsx';
import type { SessionLinkProps } from './SessionList.tsx';

export interface OtherSessionsProps {
  shown: Session;
  others: readonly Session[];
  userName: string;
  agentIsHere: boolean;
  Link: ComponentType<SessionLinkProps>;
}

/** Lists the other running sessions of a project, each with a stop button. */
export function OtherSessions(props: OtherSessionsProps) {
  const { shown, others, userName, agentIsHere, Link } = props;
  return (
    <div className={styles.others}>
      <p className={styles.text}>
        {plural(others.length + 1, 'session')} running. Shown here: <code>{shown.sessionId}</code>.
        Also running:
      </p>
      <ul className={styles.list} aria-label="Also running">
        {others.map((session) => (
          <li key={session.sessionId} className={styles.row}>
            <Link session={session} className={styles.link}>
              <code>{session.sessionId}</code>
            </Link>
            {session.startedBy && <span>by {session.startedBy}</span>}
            <StopAction
              sessionId={session.sessionId}
              userName={userName}
              agentIsHere={agentIsHere}
              label={`Stop ${session.sessionId}`}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
