import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import styles from './Inspector.module.css';

/** Where a pane will be. */
export function PaneSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <Skeleton height={20} />
      <Skeleton height={32} />
      <Skeleton height={120} />
    </div>
  );
}
