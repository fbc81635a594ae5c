import styles from './Spinner.module.css';

/** Decorative: say what is going on in words beside it. */
export function Spinner({ size = 14 }: { size?: number }) {
  return (
    <span className={styles.spinner} style={{ width: size, height: size }} aria-hidden="true" />
  );
}
