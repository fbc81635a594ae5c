import { logLine } from '../../lib/log/eventRows.ts';
import { type LogFeedState, useLogFeed } from '../../hooks/log/useLogFeed.ts';
import { isToken } from '../../lib/messaging/index.ts';

export function useRuntimeLog(sessionId: string | null): LogFeedState {
  const isKnown = sessionId !== null && isToken(sessionId);
  return useLogFeed(isKnown ? sessionId : null, () => ({
    pattern: `slate.runtime.log.${sessionId ?? ''}`,
    toLine: ({ event, meta }) => logLine(event, meta.seq),
    watchPartial: (client, show) =>
      client.subscribe(`slate.runtime.partial.${sessionId ?? ''}`, ({ data, timestamp }) =>
        show(data?.message ?? '', timestamp),
      ),
    startTime: null,
    endTime: null,
  }));
}
