import { Skeleton } from '../components/Skeleton.tsx';
import styles from './PanelLoading.module.css';

/** Stands where facts will be: what is not known yet is not shown as a fact. */
export function PanelLoading({ label }: { label: string }) {
  return (
    <div className={styles.loading} role="status" aria-label={label}>
      <Skeleton width="40%" height={20} />
      <Skeleton />
    </div>
  );
}
