import { Link } from '@tanstack/react-router';
import { Banner } from '../components/Banner.tsx';
import { RelativeTime } from '../components/RelativeTime.tsx';
import type { ProjectFate } from '../features/projects/model.ts';
import type { ProjectsAnswer } from '../features/projects/useProjects.ts';
import { isToken } from '../lib/messaging/index.ts';
import styles from './ProjectNotice.module.css';

export interface ProjectNoticeProps {
  projectId: string;
  answer: ProjectsAnswer;
  /** Some publisher has told of builds or processes of it. */
  heardOf: boolean;
  /** What its last event says of it. */
  fate: ProjectFate | undefined;
}

/** Whether a project is gone: it was deleted, and no agent hosts it again. */
export function isDeleted(
  projectId: string,
  answer: ProjectsAnswer,
  fate: ProjectFate | undefined,
): fate is Extract<ProjectFate, { kind: 'deleted' }> {
  return fate?.kind === 'deleted' && !isHosted(projectId, answer);
}

const isHosted = (projectId: string, answer: ProjectsAnswer) =>
  answer.kind === 'known' && answer.projects.some((project) => project.projectId === projectId);

/** Says when a project of the address was deleted, is not known to anyone, or can't be one. */
export function ProjectNotice({ projectId, answer, heardOf, fate }: ProjectNoticeProps) {
  // The annotation keeps the guard from narrowing a string that is no token to `never`.
  const canBeId: boolean = isToken(projectId);
  if (!canBeId) {
    return (
      <Banner tone="error">
        “{projectId.slice(0, 80)}” can’t be a project’s id: ids have 1 to 64 letters, digits, “_” or
        “-”. Check the address.
      </Banner>
    );
  }
  if (isDeleted(projectId, answer, fate)) {
    return (
      <div className={styles.gone}>
        <Banner
          tone="error"
          action={
            <Link to="/" className={styles.link}>
              All projects
            </Link>
          }
        >
          {fate.by ?? 'Somebody'} deleted {fate.name === null ? 'this project' : `“${fate.name}”`}{' '}
          <RelativeTime time={fate.at} />. What it built stays readable here until it expires.
        </Banner>
      </div>
    );
  }
  if (heardOf || isHosted(projectId, answer) || answer.kind === 'asking') return null;
  return (
    <Banner tone="info">
      Nobody has told of a project “{projectId}” yet. This page goes live when its first event
      arrives.
    </Banner>
  );
}
