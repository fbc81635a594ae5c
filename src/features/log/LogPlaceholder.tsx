import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import styles from './LogPlaceholder.module.css';

/** Fixed, so that nothing flickers. */
const WIDTHS = [38, 52, 44, 61, 30, 47, 55, 35, 49, 41];

export function LogPlaceholder({ loading, text }: { loading: boolean; text: string }) {
  if (!loading) return <p className={styles.empty}>{text}</p>;
  return (
    <div className={styles.loading}>
      {WIDTHS.map((width) => (
        <Skeleton key={width} width={`${width}%`} height={10} />
      ))}
    </div>
  );
}
