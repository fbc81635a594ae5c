import { Link } from '@tanstack/react-router';
import { Radar, Send } from 'lucide-react';
import type { CatalogEntry } from '../../features/catalog/entries.ts';
import styles from './TryLinks.module.css';

export interface TryLinksProps {
  entry: CatalogEntry;
  /** The inspector finds an event first where a command has its name. */
  isNameOfEvent: boolean;
}

/** Lead to the inspector: to its form for an entry, and to the messages of it. */
export function TryLinks({ entry, isNameOfEvent }: TryLinksProps) {
  const [pattern] = entry.patterns;
  const hasForm = entry.kind === 'event' || (entry.kind === 'command' && !isNameOfEvent);
  return (
    <nav className={styles.links} aria-label="In the inspector">
      {entry.kind !== 'command' && (
        <Link to="/inspector" search={{ subject: pattern }} className={styles.link}>
          <Radar size={14} aria-hidden="true" />
          Messages
        </Link>
      )}
      {hasForm && (
        <Link to="/inspector" search={{ try: entry.name }} className={styles.link}>
          <Send size={14} aria-hidden="true" />
          Try it
        </Link>
      )}
    </nav>
  );
}
