import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Activity, Book, LayoutGrid, Eye } from 'lucide-react';
import { cx } from '../../components/cx.ts';
import { Logo } from '../../components/Logo.tsx';
import { Palette } from '../palette/Palette.tsx';
import { FollowingFrame } from '../following/FollowingFrame.tsx';
import { preloadRoutes } from '../routes/lazyRoutes.ts';
import { usePreload } from '../routes/usePreload.ts';
import styles from './Shell.module.css';
import { NoticeBell } from '../../features/notices/NoticeBell.tsx';
import { LazyMonitoring } from '../monitor/LazyMonitoring.tsx';
import { NoticesLink } from '../notices/NoticesLink.tsx';
import { useNotices } from '../notices/useNotices.ts';
import { Toasts } from '../../components/Toasts.tsx';
import { Tooltips } from '../../components/Tooltips.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { useProjectsRefresh } from './useProjectsRefresh.ts';

const railItems = [
  {
    text: 'Projects',
    to: '/',
    Icon: LayoutGrid,
    // A process belongs to a project, so its page is among them.
    isWithin: (path: string) => path === '/' || /^\/(projects|runtimes)\//.test(path),
    Badge: null,
  },
  {
    text: 'Inspector',
    to: '/inspector',
    Icon: Eye,
    isWithin: (path: string) => path === '/inspector',
    Badge: null,
  },
  {
    text: 'Monitor',
    to: '/monitor',
    Icon: Activity,
    isWithin: (path: string) => path === '/monitor',
    Badge: LazyMonitoring,
  },
  {
    text: 'Catalog',
    to: '/catalog',
    Icon: Book,
    isWithin: (path: string) => path === '/catalog',
    Badge: null,
  },
] as const;

/** The landmark of toasts and of the open inbox. */
const NOTICES = 'notices';

/** The rail around every page; each page brings its top bar. */
export function Shell() {
  usePreload(preloadRoutes);
  useNotices();
  useProjectsRefresh();
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link to="/" className={styles.home} aria-label="Slate, all projects">
          <Logo size={24} />
        </Link>
        {railItems.map(({ text, to, Icon, isWithin, Badge }) => {
          const isHere = isWithin(path);
          return (
            <Link
              key={to}
              to={to}
              className={cx(styles.item, isHere && styles.active)}
              aria-current={isHere ? 'page' : undefined}
            >
              <Icon size={18} aria-hidden="true" />
              <span>{text}</span>
              {Badge && <Badge />}
            </Link>
          );
        })}
        <Palette />
        <NoticeBell className={styles.item} Link={NoticesLink} into={NOTICES} />
        <span className={styles.spacer} />
        <ThemeSwitch />
      </nav>
      <div className={styles.page}>
        <FollowingFrame>
          <Outlet />
        </FollowingFrame>
      </div>
      <Tooltips />
      <section id={NOTICES} aria-label="Notifications">
        <Toasts />
      </section>
    </div>
  );
}
