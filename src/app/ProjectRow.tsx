import { Link } from '@tanstack/react-router';
import { SquareTerminal } from 'lucide-react';
import { AvatarStack } from '../components/AvatarStack.tsx';
import { Badge } from '../components/Badge.tsx';
import { Duration } from '../components/Duration.tsx';
import { RelativeTime } from '../components/RelativeTime.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Build } from '../features/builds/model.ts';
import type { PeopleShown } from '../features/presence/shown.ts';
import type { ListedProject } from './listProjects.ts';
import styles from './ProjectRow.module.css';

export interface ProjectRowProps {
  project: ListedProject;
  build: Build | null;
  /** A process of the project runs now. */
  running: boolean;
  people: PeopleShown;
  /** The row was pressed anywhere but on its link. */
  onOpen: () => void;
}

/** One project: name, last build, running process, people. */
export function ProjectRow({ project, build, running, people, onOpen }: ProjectRowProps) {
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
          onClick={(event) => event.stopPropagation()}
        >
          {project.name}
        </Link>
        <span className={styles.note}>{project.note}</span>
      </span>
      <span className={styles.running}>
        {running && (
          <Badge tone="running" icon={<SquareTerminal size={14} aria-hidden="true" />}>
            Process running
          </Badge>
        )}
      </span>
      <span className={styles.people}>
        {here.length > 0 && (
          <AvatarStack label={`People in ${project.name}`} people={here} max={4} />
        )}
      </span>
      <span className={styles.build}>
        {build ? <LastBuild build={build} /> : <span className={styles.note}>No builds yet</span>}
      </span>
    </li>
  );
}

function LastBuild({ build }: { build: Build }) {
  const percent =
    build.status === 'running' && build.percent !== null ? `${Math.round(build.percent)} %` : null;
  return (
    <>
      <StateBadge state={build.status} {...(percent === null ? {} : { detail: percent })} />
      <span className={styles.when}>
        <RelativeTime time={build.startedAt} />
        {build.endedAt !== null && (
          <>
            {', '}
            <Duration ms={build.endedAt - build.startedAt} />
          </>
        )}
      </span>
    </>
  );
}
