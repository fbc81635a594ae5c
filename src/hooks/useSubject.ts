import { useEffect, useState } from 'react';
import type { EventHandler, MessagingError, SubscriptionStatus } from '../lib/messaging/index.ts';
import { toMessagingError } from './toMessagingError.ts';
import { useLatest } from './useLatest.ts';
import { useMessaging } from './useMessaging.ts';

/** `idle` while there is nothing to subscribe to. */
export type SubjectState =
  | {
      readonly status: 'idle' | Exclude<SubscriptionStatus['phase'], 'failed'>;
      readonly error: null;
    }
  | { readonly status: 'failed'; readonly error: MessagingError };

const idle: SubjectState = { status: 'idle', error: null };
const waiting: SubjectState = { status: 'waiting', error: null };

/** What a hook returns whose subscription can't begin. */
export const failedSubject = (error: unknown): SubjectState => ({
  status: 'failed',
  error: toMessagingError(error),
});

/**
 * Calls back for every event of a subject while the component is mounted, live and at most once
 * each, across reconnects. For history as well, use `useFollow`.
 *
 *     const { status, error } = useSubject(`slate.build.*.${projectId}`, (event) => {
 *       if (event.type === 'progress') …
 *     });
 *
 * @param pattern a subject; `*` is one token, a last `>` the rest; null subscribes to nothing
 * @param onEvent may be a new closure on every render: it never resubscribes
 * @returns `failed` with an error when the server refuses the subject, or the pattern is none
 */
export function useSubject<const Pattern extends string>(
  pattern: Pattern | null,
  onEvent: EventHandler<Pattern>,
): SubjectState {
  const client = useMessaging();
  const latest = useLatest(onEvent);
  const [state, setState] = useState<SubjectState>(pattern === null ? idle : waiting);
  useEffect(() => {
    if (pattern === null) return setState(idle);
    setState(waiting);
    try {
      return client.subscribe(pattern, (event, meta) => latest.current(event, meta), {
        onStatus: (status) =>
          setState(
            status.phase === 'failed'
              ? failedSubject(status.error)
              : { status: status.phase, error: null },
          ),
      });
    } catch (error) {
      setState(failedSubject(error));
      return;
    }
  }, [client, pattern, latest]);
  return state;
}
