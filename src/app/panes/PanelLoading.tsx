import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { useConnection } from '../../hooks/index.ts';
import styles from './PanelLoading.module.css';

/** What is not known yet is not shown as a fact. */
export function PanelLoading({ label }: { label: string }) {
  const isLive = useConnection(({ status }) => status === 'live');
  return (
    <div className={styles.loading} role="status" aria-label={label}>
      {isLive ? (
        <>
          <Skeleton width="40%" height={20} />
          <Skeleton />
        </>
      ) : (
        <p className={styles.words}>Not known without a connection</p>
      )}
    </div>
  );
}
