import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import type { ProjectConflict } from '../../catalogs/slate/index.ts';
import styles from './Versions.module.css';

export interface VersionsProps {
  theirs: ProjectConflict['theirs'];
  yours: string;
}

/** Both names of a conflict. */
export function Versions({ theirs, yours }: VersionsProps) {
  return (
    <dl className={styles.versions} role="alert">
      <dt>
        Theirs <span className={styles.who}>by {theirs.updatedBy}, </span>
        <span className={styles.who}>
          <RelativeTime time={theirs.updatedAt} />
        </span>
      </dt>
      <dd>{theirs.name}</dd>
      <dt>Yours</dt>
      <dd>{yours}</dd>
    </dl>
  );
}
