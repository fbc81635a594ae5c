import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './Panel.module.css';

export interface PanelProps {
  title: ReactNode;
  actions?: ReactNode;
  /** No padding around the body. */
  flush?: boolean;
  /** Takes its parent's height and lets the body scroll. */
  fill?: boolean;
  /** Gives up height where its parent has little. */
  shrink?: boolean;
  headingLevel?: 2 | 3;
  className?: string | undefined;
  children: ReactNode;
}

export function Panel({
  title,
  actions,
  flush = false,
  fill = false,
  shrink = false,
  headingLevel = 2,
  className,
  children,
}: PanelProps) {
  const id = useId();
  const Heading = `h${headingLevel}` as const;
  return (
    <section
      className={cx(styles.panel, fill && styles.fill, shrink && styles.shrink, className)}
      aria-labelledby={id}
    >
      <header className={styles.header}>
        <Heading
          className={styles.title}
          id={id}
          title={typeof title === 'string' ? title : undefined}
        >
          {title}
        </Heading>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={cx(styles.body, !flush && styles.padded)}>{children}</div>
    </section>
  );
}
