import { Link } from '@tanstack/react-router';
import { SquareTerminal } from 'lucide-react';
import { OlderButton, type OlderButtonProps } from '../../components/controls/OlderButton.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { type IsAlive, runningElsewhere } from '../../features/runtimes/lists.ts';
import type { Session, Sessions } from '../../features/runtimes/model.ts';
import { MAX_PANES } from '../../features/runtimes/panes.ts';
import {
  SessionList,
  type SessionLinkProps,
} from '../../features/runtimes/sessions/SessionList.tsx';
import { PanelLoading } from './PanelLoading.tsx';
import styles from './SessionsAside.module.css';

export interface SessionsAsideProps extends Omit<OlderButtonProps, 'what'> {
  sessions: Sessions;
  isAlive: IsAlive;
  /** Whose sessions come first. */
  projectId: string | null;
  own: readonly Session[];
  nameOf: (projectId: string) => string;
  ids: readonly string[];
  onShow: (ids: readonly string[]) => void;
  /** A missing session is not there. */
  isKnown: boolean;
}

/** Sessions to go to, or to open beside those on the page. */
export function SessionsAside(props: SessionsAsideProps) {
  const { sessions, isAlive, projectId, own, nameOf, ids, onShow, isKnown } = props;
  const { older, onLoadOlder } = props;
  const elsewhere = runningElsewhere(sessions, projectId, isAlive);
  const rows = {
    Link: SessionLink,
    open: ids,
    full: ids.length >= MAX_PANES,
    onBeside: ({ sessionId }: Session) =>
      onShow(ids.includes(sessionId) ? ids.filter((id) => id !== sessionId) : [...ids, sessionId]),
  };
  return (
    <div className={styles.lists}>
      {projectId !== null && (
        <Panel title="Sessions" flush>
          <SessionList label={`Sessions of ${nameOf(projectId)}`} sessions={own} {...rows}>
            <OlderButton {...{ older, onLoadOlder }} what="sessions" />
          </SessionList>
        </Panel>
      )}
      {(elsewhere.length > 0 || projectId === null) && (
        <Panel title={projectId === null ? 'Running now' : 'Running elsewhere'} flush>
          {elsewhere.length > 0 ? (
            <SessionList label="Running elsewhere" sessions={elsewhere} nameOf={nameOf} {...rows} />
          ) : isKnown ? (
            <EmptyState icon={<SquareTerminal size={20} />} title="No processes running" />
          ) : (
            <div className={styles.loading}>
              <PanelLoading label="Loading the sessions" />
            </div>
          )}
        </Panel>
      )}
    </div>
  );
}

export function SessionLink({ session, className, children }: SessionLinkProps) {
  return (
    <Link
      to="/runtimes/$sessionId"
      params={{ sessionId: session.sessionId }}
      search={{}}
      className={className}
    >
      {children}
    </Link>
  );
}
