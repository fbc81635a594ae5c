import { useState } from 'react';
import { LOG_CAPACITY, LogBuffer } from '../../components/log/LogBuffer.ts';
import { gapMarker, logLine } from '../../components/log/logRows.ts';
import { type FollowStatus, useFollow } from '../../hooks/index.ts';
import { isToken } from '../../lib/messaging/index.ts';

/** The log of one session: as much of its end as the view holds, then live. */
export function useRuntimeLog(sessionId: string | null): {
  readonly buffer: LogBuffer;
  readonly status: FollowStatus;
} {
  const [buffer] = useState(() => new LogBuffer());
  const status = useFollow(
    sessionId !== null && isToken(sessionId) ? `slate.runtime.log.${sessionId}` : null,
    { last: LOG_CAPACITY },
    {
      onStart: () => buffer.clear(),
      onEvents: (deliveries) =>
        buffer.append(deliveries.map(({ event, meta }) => logLine(event, meta.seq))),
      onGap: (gap) => buffer.append([gapMarker(gap, Date.now())]),
    },
  );
  return { buffer, status };
}
