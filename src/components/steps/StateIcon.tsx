import { cx } from '../cx.ts';
import styles from './StateIcon.module.css';
import { type State, stateLooks } from './state.ts';

export interface StateIconProps {
  state: State;
  size?: number;
  /** Adds the word for screen readers. */
  withWord?: boolean;
}

/** The running one turns unless motion is reduced. */
export function StateIcon({ state, size = 16, withWord = false }: StateIconProps) {
  const { Icon, tone, word } = stateLooks[state];
  return (
    <span className={cx(styles.icon, state === 'running' && styles.turns)} data-tone={tone}>
      <Icon size={size} strokeWidth={2.2} aria-hidden="true" />
      {withWord && <span className="visually-hidden">{word}</span>}
    </span>
  );
}
