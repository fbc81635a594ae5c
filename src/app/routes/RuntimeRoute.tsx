import { Link, useRouter } from '@tanstack/react-router';
import { PanelRight } from 'lucide-react';
import { useId, useState } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { useAgents } from '../../features/agents/useAgents.ts';
import { usePeople, useWindowedView } from '../../hooks/index.ts';
import { projectNameOf } from '../../features/projects/projectName.ts';
import { namesakeUntil } from '../../features/projects/model.ts';
import { useLifecycles } from '../../features/projects/useLifecycles.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { MAX_PANES, readPanes, writePanes } from '../../features/runtimes/panes.ts';
import { sessionsOf } from '../../features/runtimes/lists.ts';
import type { Sessions } from '../../features/runtimes/model.ts';
import { useLiveness } from '../../features/runtimes/useLiveness.ts';
import { useSession } from '../../features/runtimes/useSession.ts';
import { sessionsViews } from '../../features/runtimes/views.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { isCurrent } from '../isCurrent.ts';
import { ReplayButton } from '../replay/ReplayButton.tsx';
import { ReplayFrame } from '../replay/ReplayFrame.tsx';
import { projectCrumb } from '../project/projectCrumb.ts';
import { PagePresence } from '../following/PagePresence.tsx';
import { LazyPeopleInBar } from '../following/LazyPeopleInBar.tsx';
import { Page } from '../shell/Page.tsx';
import { carryLogViews } from '../panes/paneViews.ts';
import { SessionPane } from '../panes/SessionPane.tsx';
import { SessionsAside } from '../panes/SessionsAside.tsx';
import { ViewProblem } from '../shell/ViewProblem.tsx';
import styles from './RuntimeRoute.module.css';

export interface RuntimeRouteProps {
  sessionId: string;
  /** More sessions beside it: ids separated by commas. */
  beside: string | undefined;
}

/** One process, or up to four side by side, and a list of the others. */
export function RuntimeRoute(props: RuntimeRouteProps) {
  const { sessionId } = props;
  return (
    <ReplayFrame scope={{ kind: 'session', id: sessionId }}>
      <Runtime {...props} />
    </ReplayFrame>
  );
}

function Runtime({ sessionId, beside }: RuntimeRouteProps) {
  const { history } = useRouter();
  const answer = useProjects();
  const agents = useAgents();
  const { state: sessions, status, older, loadOlder } = useWindowedView(sessionsViews, '*', all);
  const { lifecycles } = useLifecycles();
  const nameOf = (id: string) => projectNameOf(id, answer, entryOf(lifecycles, id));
  const { isAlive } = useLiveness(Object.values(sessions));
  const { ids, refused, left } = readPanes(sessionId, beside);
  const [first = null] = ids;
  const { session: firstSession } = useSession(first, sessions, status);
  const projectId = firstSession?.projectId ?? null;
  const people = usePeople(projectId);
  const several = ids.length > 1;
  const [listed, setListed] = useState<boolean | null>(null);
  const listId = useId();
  // Several logs need the room.
  const showList = listed ?? !several;

  const show = (next: readonly string[]) => {
    const [head, ...rest] = next;
    if (head === undefined) return;
    const { first, beside } = writePanes([head, ...rest]);
    history.push(`/runtimes/${first}${carryLogViews(history.location.search, ids, next, beside)}`);
  };
  const title = several ? `${ids.length} processes` : `Process ${sessionId}`;
  return (
    <Page
      fill
      title={title}
      crumbs={[
        { text: 'Projects', to: '/' },
        ...(projectId === null || several ? [] : [projectCrumb(projectId, nameOf(projectId))]),
        { text: several ? title : sessionId },
      ]}
      topBar={
        <>
          {!several && (
            <ReplayButton
              range={async () => {
                const { sessionRange } = await import('../replay/replayRanges.ts');
                return sessionRange(firstSession, Date.now());
              }}
            />
          )}
          <LazyPeopleInBar {...{ projectId, people }} />
          <IconButton
            size="md"
            label={showList ? 'Hide sessions' : 'Show sessions'}
            aria-expanded={showList}
            aria-controls={listId}
            onClick={() => setListed(!showList)}
            icon={PanelRight}
          />
        </>
      }
    >
      <PagePresence
        projectId={projectId}
        view={several ? title : 'Process'}
        location={{ page: 'runtime', ...(first === null ? {} : { sessionId: first }) }}
      />
      <ViewProblem status={status} what="The processes" />
      {refused.map((id) => (
        <Banner key={id} tone="error">
          “{id.slice(0, 80)}” isn’t a valid session ID: IDs have 1 to 64 letters, digits, “_” or
          “-”. Check the address.
        </Banner>
      ))}
      {left.length > 0 && (
        <Banner tone="info">
          {MAX_PANES} logs fit side by side. Close one to see{' '}
          {left.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to="/runtimes/$sessionId" params={{ sessionId: id }} search={{}}>
                {id}
              </Link>
            </span>
          ))}
          .
        </Banner>
      )}
      <div className={styles.page}>
        <div className={styles.panes} data-panes={ids.length}>
          {ids.map((id) => (
            <SessionPane
              key={id}
              sessionId={id}
              sessions={sessions}
              status={status}
              answer={answer}
              agents={agents}
              charts={ids.length <= 2}
              onReplace={(next) => show(ids.map((each) => (each === id ? next : each)))}
              onClose={several ? () => show(ids.filter((each) => each !== id)) : undefined}
            />
          ))}
        </div>
        <div id={listId} className={styles.list} hidden={!showList}>
          {showList && (
            <SessionsAside
              {...{ sessions, isAlive, projectId, ids }}
              own={
                projectId === null
                  ? []
                  : sessionsOf(sessions, projectId, namesakeUntil(lifecycles, projectId))
              }
              nameOf={nameOf}
              onShow={show}
              isKnown={isCurrent(status)}
              older={older}
              onLoadOlder={loadOlder}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

const all = (sessions: Sessions) => sessions;
