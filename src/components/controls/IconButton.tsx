import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './IconButton.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** The accessible name and the tooltip. */
  label: string;
  /** A longer tooltip. */
  title?: string;
  size?: 'md' | 'sm';
  /** For toggles: sets aria-pressed. */
  pressed?: boolean;
  children: ReactNode;
}

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
