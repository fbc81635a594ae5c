import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './ProjectTabs.module.css';

/** Each is a child route of the project. */
const tabs = [
  { text: 'Overview', to: '/projects/$projectId', exact: true },
  { text: 'Builds', to: '/projects/$projectId/builds', exact: false },
  { text: 'Files', to: '/projects/$projectId/files', exact: false },
  { text: 'Activity', to: '/projects/$projectId/activity', exact: true },
  { text: 'Assets', to: '/projects/$projectId/assets', exact: false },
  { text: 'Deployments', to: '/projects/$projectId/deployments', exact: false },
] as const;

export interface ProjectTabsProps {
  projectId: string;
  /** Beside them. */
  children?: ReactNode;
}

export function ProjectTabs({ projectId, children }: ProjectTabsProps) {
  return (
    <div className={styles.bar}>
      <nav aria-label="Project" className={styles.tabs}>
        {tabs.map(({ text, to, exact }) => (
          <Link
            key={to}
            to={to}
            params={{ projectId }}
            activeOptions={{ exact, includeSearch: false }}
            className={styles.tab}
          >
            {text}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
