import { cx } from '../cx.ts';
import styles from './StateIcon.module.css';
import { type State, stateLooks } from './state.ts';

export interface StateIconProps {
  state: State;
  /** Pixels. */
  size?: number;
  /** Adds the state's word for screen readers; leave out where the word is beside it. */
  withWord?: boolean;
}

/** The icon of a state in its colour; the running one turns unless motion is reduced. */
export function StateIcon({ state, size = 16, withWord = false }: StateIconProps) {
  const { Icon, tone, word } = stateLooks[state];
  return (
    <span className={cx(styles.icon, styles[tone], state === 'running' && styles.turns)}>
      <Icon size={size} strokeWidth={2.2} aria-hidden="true" />
      {withWord && <span className="visually-hidden">{word}</span>}
    </span>
  );
}
