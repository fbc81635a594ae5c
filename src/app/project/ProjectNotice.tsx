import { Link } from '@tanstack/react-router';
import { Banner } from '../../components/feedback/Banner.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { isToken } from '../../lib/messaging/index.ts';
import styles from './ProjectNotice.module.css';
import type { ProjectView } from './useProject.ts';

export interface ProjectNoticeProps {
  projectId: string;
  project: ProjectView;
  /** Whether it has builds or processes. */
  hasActivity: boolean | null;
}

/** Says when a project was deleted, is unknown, or has an invalid ID. */
export function ProjectNotice({ projectId, project, hasActivity }: ProjectNoticeProps) {
  const { deleted, lifecycle, isHosted, isReady } = project;
  // Without the annotation the guard narrows an invalid id to `never`.
  const canBeId: boolean = isToken(projectId);
  if (!canBeId) {
    return (
      <Banner tone="error">
        “{projectId.slice(0, 80)}” isn’t a valid project ID: IDs have 1 to 64 letters, digits, “_”
        or “-”. Check the address.
      </Banner>
    );
  }
  if (deleted) {
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
          {deleted.by ?? 'Someone'} deleted{' '}
          {deleted.name === null ? 'this project' : `“${deleted.name}”`}{' '}
          <RelativeTime time={deleted.at} />. What it built stays readable here until it expires.
        </Banner>
      </div>
    );
  }
  if (lifecycle || !isReady || hasActivity !== false || isHosted !== false) return null;
  return (
    <Banner tone="info">
      No events from “{projectId}” yet. This page goes live when the first one arrives.
    </Banner>
  );
}
