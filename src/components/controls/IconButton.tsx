import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './IconButton.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** The accessible name and the tooltip. */
  label: string;
  /** Longer tooltip, when the name alone does not tell enough. */
  title?: string;
  size?: 'md' | 'sm';
  /** For toggles: sets aria-pressed. */
  pressed?: boolean;
  /** The icon. */
  children: ReactNode;
}

/** A square button with only an icon. */
export function IconButton({
  label,
  title = label,
  size = 'md',
  pressed,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[size], className)}
      aria-label={label}
      aria-pressed={pressed}
      title={title}
    >
      {children}
    </button>
  );
}
