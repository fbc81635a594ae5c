import { type ReactNode, use } from 'react';
import { cx } from '../../components/cx.ts';
import type { Crumb } from './Crumbs.tsx';
import styles from './Page.module.css';
import { PageMarkContext } from './pageMark.ts';
import { TopBar } from './TopBar.tsx';

export interface PageProps {
  crumbs: readonly Crumb[];
  /** For the browser's tab. */
  title: string;
  topBar?: ReactNode;
  /** Below the top bar. */
  tabs?: ReactNode;
  /** The content has the window's height and scrolls inside. */
  fill?: boolean;
  children: ReactNode;
}

export function Page({ crumbs, title, topBar, tabs, fill = false, children }: PageProps) {
  const prefix = use(PageMarkContext)?.prefix ?? '';
  return (
    <>
      <title>{`${prefix}${title} · Slate`}</title>
      <TopBar crumbs={crumbs}>{topBar}</TopBar>
      {tabs}
      <main id="content" className={cx(styles.content, fill && styles.fill)} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
