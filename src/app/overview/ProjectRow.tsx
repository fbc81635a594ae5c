import { Link } from '@tanstack/react-router';
import { SquareTerminal } from 'lucide-react';
import { AvatarStack } from '../../components/people/AvatarStack.tsx';
import { Badge } from '../../components/feedback/Badge.tsx';
import { Duration } from '../../components/time/Duration.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { StateBadge } from '../../components/steps/StateBadge.tsx';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import type { Build } from '../../features/builds/model/model.ts';
import { buildLabel, describeGit, shownState } from '../../features/builds/derived/shown.ts';
import { useLiveness as useBuildLiveness } from '../../features/builds/model/useLiveness.ts';
import type { PeopleShown } from '../../hooks/index.ts';
import type { Session } from '../../features/runtimes/model.ts';
import { useLiveness } from '../../features/runtimes/useLiveness.ts';
import type { ListedProject } from './listProjects.ts';
import styles from './ProjectRow.module.css';

export interface ProjectRowProps {
  project: ListedProject;
  /** Undefined while unknown. */
  build: Build | null | undefined;
  /** Its last build that passed or failed. */
  result: Build | null;
  sessions: readonly Session[];
  people: PeopleShown;
  /** The row was pressed outside of its link. */
  onOpen: () => void;
}

export function ProjectRow(props: ProjectRowProps) {
  const { project, build, result, sessions, people, onOpen } = props;
  const here = Object.values(people).map((person) => ({
    id: person.userId,
    name: person.name,
    presence: person.state,
  }));
  return (
    // The link inside serves the keyboard
    <li className={styles.row} onClick={onOpen}>
      <span className={styles.project}>
        <Link
          to="/projects/$projectId"
          params={{ projectId: project.projectId }}
          className={styles.name}
          title={project.name}
          onClick={(event) => event.stopPropagation()}
        >
          {project.name}
        </Link>
        <span className={styles.note} title={project.note}>
          {project.note}
        </span>
      </span>
      <span className={styles.running}>
        <ProcessBadge sessions={sessions} />
      </span>
      <span className={styles.people}>
        {here.length > 0 && (
          <AvatarStack label={`People in ${project.name}`} people={here} max={4} />
        )}
      </span>
      <span className={styles.build}>
        {build === undefined && <Skeleton width={120} height={20} />}
        {build === null && <span className={styles.note}>No builds yet</span>}
        {build && <LastBuild build={build} result={result} />}
      </span>
    </li>
  );
}

/** Nothing if nothing runs. */
function ProcessBadge({ sessions }: { sessions: readonly Session[] }) {
  const { livenessOf, isAlive } = useLiveness(sessions);
  const alive = sessions.filter(isAlive);
  const [newest] = sessions;
  if (alive.length === 0) {
    return newest && livenessOf(newest) === 'lost' ? <StateBadge state="lost-contact" /> : null;
  }
  const stalled = alive.every((session) => livenessOf(session) === 'stalled');
  return (
    <Badge
      tone={stalled ? 'warning' : 'running'}
      icon={<SquareTerminal size={14} aria-hidden="true" />}
    >
      {alive.length === 1 ? 'Process ' : `${alive.length} processes `}
      {stalled ? 'stalled' : 'running'}
    </Badge>
  );
}

function LastBuild({ build, result }: { build: Build; result: Build | null }) {
  const liveness = useBuildLiveness(build);
  const { status, percent, durationMs } = build;
  const state = shownState(build, liveness);
  const isUnderWay = status === 'running' || status === 'queued';
  const detail =
    state === 'running' && percent !== null ? { detail: `${Math.round(percent)}%` } : {};
  return (
    <>
      <span className={styles.result}>
        <StateBadge state={state} {...detail} />
        <About build={build} />
      </span>
      {isUnderWay && result && (
        <span className={styles.result}>
          <span className={styles.when}>Before:</span>
          <StateIcon state={result.status} size={14} withWord />
          <About build={result} />
        </span>
      )}
      <span className={styles.when}>
        <RelativeTime time={build.startedAt} />
        {durationMs !== null && (
          <>
            {', '}
            <Duration ms={durationMs} />
          </>
        )}
      </span>
    </>
  );
}

function About({ build }: { build: Build }) {
  const about = describeGit(build.git);
  return (
    <span className={styles.about} title={about === '' ? undefined : about}>
      {buildLabel(build)}
      {about !== '' && ` · ${about}`}
    </span>
  );
}
