import { useState } from 'react';
import { LOG_CAPACITY, LogBuffer, type LogLineInput } from '../../components/log/LogBuffer.ts';
import { type FollowStatus, useFollow } from '../../hooks/index.ts';
import { type Delivery, isToken } from '../../lib/messaging/index.ts';

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
      onEvents: (deliveries) => buffer.append(deliveries.map(logLine)),
      onGap: () =>
        buffer.append([
          {
            kind: 'marker',
            text: 'Some lines are gone: the server no longer has them.',
            time: Date.now(),
            tone: 'warning',
          },
        ]),
    },
  );
  return { buffer, status };
}

function logLine({ event, meta }: Delivery<`slate.runtime.log.${string}`>): LogLineInput {
  const { message = '', level = 'info', stream } = event.data ?? {};
  return {
    time: event.timestamp,
    message,
    level,
    ...(meta.seq === undefined ? {} : { seq: meta.seq }),
    ...(stream === undefined ? {} : { stream }),
  };
}
