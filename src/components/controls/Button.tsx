import { type ComponentProps, type ReactNode, use } from 'react';
import styles from './Button.module.css';
import { cx } from '../cx.ts';
import { CommandsContext } from './commands.ts';
import { Spinner } from '../feedback/Spinner.tsx';

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'md' | 'sm';
  icon?: ReactNode;
  /** Shows a spinner and ignores clicks; keeps width, name and focus. */
  pending?: boolean;
  /** Why a press would do nothing, as its tooltip. Looks disabled and keeps the focus. */
  unavailable?: string | null;
  /** A press asks for a command: it does nothing where none can be asked. */
  asks?: boolean;
}

/** One primary button per view. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  pending = false,
  unavailable: given = null,
  asks = false,
  title,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const refusal = use(CommandsContext);
  const unavailable = asks && refusal !== null ? refusal : given;
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[variant], styles[size], className)}
      // Not `disabled`: that would drop the focus.
      aria-disabled={pending || unavailable !== null || rest['aria-disabled']}
      title={unavailable ?? title}
      aria-busy={pending || undefined}
      onClick={(event) => {
        if (pending || (asks && refusal !== null)) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <span className={cx(styles.content, pending && styles.covered)}>
        {icon !== undefined && (
          <span className={styles.icon} aria-hidden="true">
            {icon}
          </span>
        )}
        {children}
      </span>
      {pending && (
        <span className={styles.spinner}>
          <Spinner />
        </span>
      )}
    </button>
  );
}
