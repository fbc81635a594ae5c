import { useEffect } from 'react';
import type { EventHandler } from '../lib/messaging/index.ts';
import { useLatest } from './useLatest.ts';
import { useMessaging } from './useMessaging.ts';

/**
 * Calls back for every event of a subject while the component is mounted, live and at most once
 * each, across reconnects. For history as well, use `useFollow`.
 *
 *     useSubject(`slate.build.*.${projectId}`, (event) => { if (event.type === 'progress') … });
 *
 * @param pattern a subject; `*` is one token, a last `>` the rest; null subscribes to nothing
 * @param onEvent may be a new closure on every render: it never resubscribes
 */
export function useSubject<const Pattern extends string>(
  pattern: Pattern | null,
  onEvent: EventHandler<Pattern>,
): void {
  const client = useMessaging();
  const latest = useLatest(onEvent);
  useEffect(() => {
    if (pattern === null) return;
    return client.subscribe(pattern, (event, meta) => latest.current(event, meta));
  }, [client, pattern, latest]);
}
