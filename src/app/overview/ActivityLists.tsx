import { Link } from '@tanstack/react-router';
import { FileWarning } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { AgentName } from '../../components/people/AgentName.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { Duration } from '../../components/time/Duration.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ProgressBar } from '../../components/feedback/ProgressBar.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { type State, stateLooks } from '../../components/steps/state.ts';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import { useNow } from '../../components/time/useNow.ts';
import { type AgentsState, presenceOf } from '../../features/agents/model.ts';
import { describeFailure } from '../../features/builds/derived/describeFailure.ts';
import type { Build } from '../../features/builds/model/model.ts';
import {
  buildLabel,
  describeGit,
  describeStart,
  shownState,
} from '../../features/builds/derived/shown.ts';
import { describeEnd, type Session } from '../../features/runtimes/model.ts';
import { assertNever } from '../../lib/assertNever.ts';
import styles from './ActivityLists.module.css';
import type { ListedProject } from './listProjects.ts';
import type { Activity, Attention } from './overview.ts';

const SHOWN = 8;

/** What waits for a person; nothing if there is nothing. */
export function AttentionList({ items }: { items: readonly Attention<ListedProject>[] }) {
  if (items.length === 0) return null;
  return (
    <Panel title="Needs attention" flush>
      <ShortList label="Needs attention" rows={items.map(attentionRow)} />
    </Panel>
  );
}

export interface ActivityListProps {
  items: readonly Activity<ListedProject>[];
  agents: AgentsState;
}

/** Running builds and processes, and waiting builds; nothing if there are none. */
export function ActivityList({ items, agents }: ActivityListProps) {
  if (items.length === 0) return null;
  return (
    <Panel title="Now" flush>
      <ShortList label="Now" rows={items.map((item) => activityRow(item, agents))} />
    </Panel>
  );
}

interface Row {
  readonly key: string;
  readonly element: ReactNode;
}

function ShortList({ label, rows }: { label: string; rows: readonly Row[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <>
      <ul role="list" className={styles.list} aria-label={label}>
        {shown.map(({ key, element }) => (
          <li key={key}>{element}</li>
        ))}
      </ul>
      {rows.length > shown.length && (
        <div className={styles.more}>
          <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
            Show all {rows.length}
          </Button>
        </div>
      )}
    </>
  );
}

function attentionRow(item: Attention<ListedProject>): Row {
  const { project } = item;
  const { projectId, name } = project;
  switch (item.kind) {
    case 'files':
      return {
        key: `files ${projectId}`,
        element: (
          <Link to="/projects/$projectId" params={{ projectId }} className={styles.row}>
            <FileWarning size={16} aria-hidden="true" className={styles.warning} />
            <What name={name} of="Project files" />
            <span className={styles.detail}>{item.problem}</span>
          </Link>
        ),
      };
    case 'build':
      return {
        key: `${item.why} ${projectId} ${item.build.key}`,
        element: (
          <BuildRow build={item.build} name={name} state={buildAttention[item.why].state}>
            <span className={styles.detail}>{describeBuildAttention(item.why, item.build)}</span>
            <RelativeTime time={item.build.endedAt ?? item.build.startedAt} />
          </BuildRow>
        ),
      };
    case 'process': {
      const { session, why } = item;
      return {
        key: `${why} ${session.sessionId}`,
        element: (
          <SessionRow
            session={session}
            name={name}
            state={why === 'failed' ? 'failed' : 'lost-contact'}
          >
            <span className={styles.detail}>
              {why === 'failed' ? describeEnd(session) : 'No contact with its agent'}
            </span>
            {session.endedAt !== null && <RelativeTime time={session.endedAt} />}
          </SessionRow>
        ),
      };
    }
    default:
      return assertNever(item);
  }
}

const buildAttention = {
  failed: { state: 'failed', text: '' },
  stalled: { state: 'stalled', text: 'No updates for a while' },
  lost: { state: 'lost', text: 'No contact with its agent' },
  'no-agent': { state: 'queued', text: 'Waiting: no connected agent hosts this project' },
} as const satisfies Record<string, { state: State; text: string }>;

function describeBuildAttention(why: keyof typeof buildAttention, { failure }: Build): string {
  if (why !== 'failed') return buildAttention[why].text;
  return failure ? describeFailure(failure) : 'Failed';
}

function activityRow(item: Activity<ListedProject>, agents: AgentsState): Row {
  const { name, projectId } = item.project;
  switch (item.kind) {
    case 'build': {
      const { build } = item;
      return {
        key: `build ${projectId} ${build.key}`,
        element: (
          <BuildRow build={build} name={name} state={shownState(build, 'fresh')}>
            <span className={styles.bar}>
              <ProgressBar
                label={`Progress of ${name} ${buildLabel(build)}`}
                value={build.percent}
              />
            </span>
            <Running since={build.startedAt + build.clockSkewMs} />
            <Agent agent={build.agent} agents={agents} />
          </BuildRow>
        ),
      };
    }
    case 'queued': {
      const { build } = item;
      return {
        key: `queued ${projectId} ${build.key}`,
        element: (
          <BuildRow build={build} name={name} state="queued">
            <span>
              queued <RelativeTime time={build.queuedAt ?? build.startedAt} />
            </span>
          </BuildRow>
        ),
      };
    }
    case 'process': {
      const { session } = item;
      return {
        key: `process ${session.sessionId}`,
        element: (
          <SessionRow session={session} name={name} state="running">
            {session.startedBy !== null && <span>by {session.startedBy}</span>}
            {session.startedAt !== null && <Running since={session.startedAt} />}
            <Agent agent={session.agent} agents={agents} />
          </SessionRow>
        ),
      };
    }
    default:
      return assertNever(item);
  }
}

interface BuildRowProps {
  build: Build;
  name: string;
  state: State;
  children: ReactNode;
}

function BuildRow({ build, name, state, children }: BuildRowProps) {
  const { projectId, key } = build;
  const start = describeStart(build);
  const about = describeGit(build.git);
  // A key made from the first known event is another one where all events are known.
  const target = build.anonymous
    ? ({ to: '/projects/$projectId/builds', params: { projectId } } as const)
    : ({
        to: '/projects/$projectId/builds/$buildId',
        params: { projectId, buildId: key },
      } as const);
  return (
    <Link {...target} className={styles.row}>
      <StateIcon state={state} size={16} />
      <What name={name} of={`Build ${buildLabel(build)}`} state={state} />
      {about !== '' && (
        <span className={styles.about} title={about}>
          {about}
        </span>
      )}
      <span className={styles.facts}>
        {start !== null && <span>{start}</span>}
        {children}
      </span>
    </Link>
  );
}

interface SessionRowProps {
  session: Session;
  name: string;
  state: State;
  children: ReactNode;
}

function SessionRow({ session, name, state, children }: SessionRowProps) {
  const { sessionId, command } = session;
  return (
    <Link
      to="/runtimes/$sessionId"
      params={{ sessionId }}
      search={{}}
      className={styles.row}
      title={sessionId}
    >
      <StateIcon state={state} size={16} />
      <What name={name} of="Process" state={state} />
      {command !== null && <code className={styles.about}>{command}</code>}
      <span className={styles.facts}>{children}</span>
    </Link>
  );
}

function What({ name, of, state }: { name: string; of: string; state?: State }) {
  return (
    <span className={styles.what}>
      <strong>{name}</strong> {of}
      {state !== undefined && <span className="visually-hidden"> {stateLooks[state].word}</span>}
    </span>
  );
}

function Running({ since }: { since: number }) {
  const now = useNow(true);
  return <Duration ms={Math.max(0, now - since)} ticking />;
}

function Agent({ agent, agents }: { agent: Build['agent']; agents: AgentsState }) {
  if (agent?.name == null) return null;
  return <AgentName name={agent.name} presence={presenceOf(agents, agent.id)} />;
}
