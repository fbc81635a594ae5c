import type { LucideIcon } from 'lucide-react';
import { type ComponentProps, use } from 'react';
import { cx } from '../cx.ts';
import { CommandsContext } from './commands.ts';
import styles from './IconButton.module.css';

export interface IconButtonProps
  extends Omit<ComponentProps<'button'>, 'aria-label' | 'title' | 'children'> {
  /** The accessible name and the tooltip. */
  label: string;
  /** A longer tooltip. */
  title?: string;
  size?: 'md' | 'sm';
  /** For toggles: sets aria-pressed. */
  pressed?: boolean;
  /** Why a press would do nothing, as its tooltip. Looks disabled and keeps the focus. */
  unavailable?: string | null;
  /** As of Button. */
  asks?: boolean;
  icon: LucideIcon;
  iconSize?: number;
}

export function IconButton({
  label,
  title = label,
  size = 'sm',
  icon: Icon,
  iconSize = size === 'sm' ? 15 : 16,
  pressed,
  unavailable: given = null,
  asks = false,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const refusal = use(CommandsContext);
  const unavailable = asks && refusal !== null ? refusal : given;
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[size], className)}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={unavailable !== null || rest['aria-disabled']}
      title={unavailable === null ? title : `${label}: ${unavailable}`}
      onClick={unavailable === null ? onClick : undefined}
    >
      <Icon size={iconSize} aria-hidden="true" />
    </button>
  );
}
