import styles from './Spinner.module.css';

/** A small turning ring, for the eye only: say what is going on in words beside it. @param size pixels */
export function Spinner({ size = 14 }: { size?: number }) {
  return (
    <span className={styles.spinner} style={{ width: size, height: size }} aria-hidden="true" />
  );
}
