import { useNavigate } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { LogView } from '../../components/log/LogView.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PeopleStack } from '../../features/presence/PeopleStack.tsx';
import { usePeople } from '../../features/presence/usePeople.ts';
import { useTellPresence } from '../../features/presence/useTellPresence.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { RuntimeActions } from '../../features/runtimes/RuntimeActions.tsx';
import { SessionSummary } from '../../features/runtimes/SessionSummary.tsx';
import { useRuntimeLog } from '../../features/runtimes/useRuntimeLog.ts';
import { useSessions } from '../../features/runtimes/useSessions.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { liveOnlyHint } from '../liveOnlyHint.ts';
import { logState } from '../logState.ts';
import { Page } from '../Page.tsx';
import { useSelf } from '../SelfContext.ts';
import styles from './BuildRoute.module.css';

/** One process: what it is, what it uses, and everything it prints. */
export function RuntimeRoute({ sessionId }: { sessionId: string }) {
  const self = useSelf();
  const navigate = useNavigate();
  const answer = useProjects();
  const { sessions, status } = useSessions(sessionId);
  const session = entryOf(sessions, sessionId) ?? null;
  const projectId = session?.projectId ?? null;
  const log = useRuntimeLog(sessionId);
  const people = entryOf(usePeople(projectId), projectId ?? '') ?? {};
  useTellPresence(projectId, self, 'Runtime log');
  // The annotation keeps the guard from narrowing a string that is no token to `never`.
  const canBeId: boolean = isToken(sessionId);
  const hasLines = useSyncExternalStore(
    log.buffer.subscribe,
    () => log.buffer.getSnapshot().end > 0,
  );
  const known =
    session !== null || hasLines || status.phase === 'waiting' || status.phase === 'replaying';
  return (
    <Page
      fill
      title={`Process ${sessionId}`}
      crumbs={[
        { text: 'Projects', to: '/' },
        ...(projectId === null
          ? []
          : [{ text: projectId, to: `/projects/${encodeURIComponent(projectId)}` }]),
        { text: sessionId },
      ]}
      topBar={<PeopleStack people={people} selfId={self.userId} />}
    >
      {!canBeId ? (
        <Banner tone="error">
          “{sessionId.slice(0, 80)}” can’t be a session’s id: ids have 1 to 64 letters, digits, “_”
          or “-”. Check the address.
        </Banner>
      ) : (
        !known && (
          <Banner tone="info">
            Nobody has told of a session “{sessionId}” yet. This page goes live when its first event
            arrives.
          </Banner>
        )
      )}
      <Panel
        title="Process"
        actions={
          <RuntimeActions
            projectId={projectId}
            session={session}
            userName={self.name}
            agentIsHere={answer.kind === 'known'}
            onStarted={(id) =>
              void navigate({ to: '/runtimes/$sessionId', params: { sessionId: id } })
            }
          />
        }
      >
        <SessionSummary session={session} heard={hasLines} />
      </Panel>
      <section className={styles.log} aria-label="Output">
        <LogView
          buffer={log.buffer}
          label="Runtime log"
          state={logState(log.status)}
          hint={liveOnlyHint(log.status)}
          emptyText="No output yet."
          startTime={session?.startedAt ?? undefined}
          fileName={`${sessionId}.log`}
        />
      </section>
    </Page>
  );
}
