import { useEffect, useState } from 'react';
import type {
  Delivery,
  FollowFrom,
  FollowScope,
  FollowState,
  Gap,
} from '../lib/messaging/index.ts';
import { toMessagingError } from './toMessagingError.ts';
import { useLatest } from './useLatest.ts';
import { useMessaging } from './useMessaging.ts';

export interface FollowHandlers<Pattern extends string> {
  /** In stream order, each once, in batches as they arrived. */
  onEvents(deliveries: readonly Delivery<Pattern>[]): void;
  /** Reading begins, for the first time or for another pattern: forget what was shown. */
  onStart?(): void;
  /** Called after the events that led to the state. */
  onState?(state: FollowState): void;
  onGap?(gap: Gap): void;
}

/** `idle` while there is nothing to follow. */
export type FollowStatus = { readonly phase: 'idle' } | FollowState;

const idle: FollowStatus = { phase: 'idle' };
const waiting: FollowStatus = { phase: 'waiting' };

/**
 * History joined to live, across reconnects.
 * @param pattern null follows nothing
 * @param from where to begin; a new object with the same content does not start over
 * @param scope a stream to read alone
 * @returns how far the reader is
 */
export function useFollow<const Pattern extends string>(
  pattern: Pattern | null,
  from: FollowFrom,
  handlers: FollowHandlers<Pattern>,
  scope: FollowScope = {},
): FollowStatus {
  const client = useMessaging();
  const latest = useLatest(handlers);
  const [state, setState] = useState<FollowStatus>(pattern === null ? idle : waiting);
  const fromKey = JSON.stringify(from);
  const latestFrom = useLatest(from);
  const { stream } = scope;
  // fromKey stands for `from`.
  useEffect(() => {
    if (pattern === null) {
      setState(idle);
      return;
    }
    setState(waiting);
    latest.current.onStart?.();
    try {
      return client.follow(
        pattern,
        latestFrom.current,
        {
          onEvents: (deliveries) => latest.current.onEvents(deliveries),
          onState(state) {
            setState(state);
            latest.current.onState?.(state);
          },
          onGap: (gap) => latest.current.onGap?.(gap),
        },
        stream === undefined ? {} : { stream },
      );
    } catch (error) {
      setState({ phase: 'failed', error: toMessagingError(error) });
      return;
    }
  }, [client, pattern, fromKey, stream, latest, latestFrom]);
  return state;
}
