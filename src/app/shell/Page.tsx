import type { ReactNode } from 'react';
import { cx } from '../../components/cx.ts';
import type { Crumb } from './Crumbs.tsx';
import styles from './Page.module.css';
import { TopBar } from './TopBar.tsx';

export interface PageProps {
  crumbs: readonly Crumb[];
  /** What the browser's tab says. */
  title: string;
  topBar?: ReactNode;
  /** Under the top bar: leads to the pages beside this one. */
  tabs?: ReactNode;
  /** The content takes the height of the window and scrolls inside: for logs. */
  fill?: boolean;
  children: ReactNode;
}

/** One page within the shell. */
export function Page({ crumbs, title, topBar, tabs, fill = false, children }: PageProps) {
  return (
    <>
      <title>{`${title} · Slate`}</title>
      <TopBar crumbs={crumbs}>{topBar}</TopBar>
      {tabs}
      <main id="content" className={cx(styles.content, fill && styles.fill)} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
