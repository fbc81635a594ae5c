import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './Panel.module.css';

export interface PanelProps {
  title: ReactNode;
  /** At the right of the title: buttons, a badge, a count. */
  actions?: ReactNode;
  /** No padding around the body: for lists, tables and logs. */
  flush?: boolean;
  /** Takes the height its parent gives and lets the body scroll. */
  fill?: boolean;
  /** Gives height up where its parent has little: what scrolls inside shrinks first. */
  shrink?: boolean;
  headingLevel?: 2 | 3;
  className?: string | undefined;
  children: ReactNode;
}

/** A titled region. */
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
