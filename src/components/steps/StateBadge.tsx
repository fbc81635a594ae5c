import { Badge } from '../feedback/Badge.tsx';
import { StateIcon } from './StateIcon.tsx';
import { type State, stateLooks } from './state.ts';

export interface StateBadgeProps {
  state: State;
  /** After the word, e.g. a duration. */
  detail?: string;
}

/** Wrap it in an element with `role="status"` where it is live. */
export function StateBadge({ state, detail }: StateBadgeProps) {
  const { tone, word } = stateLooks[state];
  return (
    <Badge tone={tone} icon={<StateIcon state={state} size={14} />}>
      {word}
      {detail !== undefined && ` · ${detail}`}
    </Badge>
  );
}
