import { Link, Outlet } from '@tanstack/react-router';
import { LayoutGrid } from 'lucide-react';
import { Logo } from '../components/Logo.tsx';
import styles from './Shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

/** The frame around every page: the rail; each page brings its own top bar. */
export function Shell() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link to="/" className={styles.home} aria-label="Slate, all projects">
          <Logo size={24} />
        </Link>
        <Link
          to="/"
          className={styles.item}
          activeProps={{ className: styles.active ?? '' }}
          activeOptions={{ exact: false }}
        >
          <LayoutGrid size={18} aria-hidden="true" />
          <span>Projects</span>
        </Link>
        <span className={styles.spacer} />
        <ThemeSwitch />
      </nav>
      <div className={styles.page}>
        <Outlet />
      </div>
    </div>
  );
}
