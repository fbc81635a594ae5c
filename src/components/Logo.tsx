import styles from './Logo.module.css';

export interface LogoProps {
  size?: number;
  withName?: boolean;
}

/** Three lines on a slate, the last one being written. */
export function Logo({ size = 20, withName = false }: LogoProps) {
  return (
    <span className={styles.logo}>
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        role={withName ? undefined : 'img'}
        aria-label={withName ? undefined : 'Slate'}
        aria-hidden={withName ? true : undefined}
      >
        <rect className={styles.board} width="20" height="20" rx="5" />
        <path className={styles.lines} d="M5.5 6.25h9M5.5 10h5.5" />
        <path className={styles.live} d="M5.5 13.75h2.75" />
        <circle className={styles.dot} cx="12.25" cy="13.75" r="1.35" />
      </svg>
      {withName && <span className={styles.name}>Slate</span>}
    </span>
  );
}
