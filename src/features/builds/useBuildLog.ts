import { useEffect, useRef, useState } from 'react';
import { LogBuffer } from '../../components/log/LogBuffer.ts';
import { gapMarker, logLine } from '../../components/log/logRows.ts';
import { type FollowStatus, useFollow } from '../../hooks/index.ts';
import { type FollowFrom, isToken } from '../../lib/messaging/index.ts';
import { type BuildLogDelivery, belongsTo } from './log.ts';
import type { Build } from './model.ts';

/** Stored times of two streams of one server differ by little; a line's build is checked anyway. */
const CLOCK_SLACK_MS = 2_000;
/** With no build to tell where to begin, this much of the end is enough. */
const LINES_WITHOUT_BUILD = 2_000;

export interface BuildLog {
  readonly buffer: LogBuffer;
  readonly status: FollowStatus;
}

/**
 * The log of one build from its first line, going on live while it runs.
 * @param build null shows what a publisher logs without ever naming a build
 */
export function useBuildLog(projectId: string, build: Build | null): BuildLog {
  const [buffer] = useState(() => new LogBuffer());
  const latest = useRef(build);
  useEffect(() => {
    latest.current = build;
  }, [build]);
  const key = build?.key ?? null;
  // Another build is another log.
  useEffect(() => buffer.clear(), [buffer, key]);
  const status = useFollow(
    isToken(projectId) ? `slate.build.log.${projectId}` : null,
    startOf(build),
    {
      onStart: () => buffer.clear(),
      onEvents: (deliveries: readonly BuildLogDelivery[]) => {
        const lines = deliveries
          .filter((delivery) => belongsTo(latest.current, delivery, CLOCK_SLACK_MS))
          .map(({ event, meta }) => logLine(event, meta.seq));
        if (lines.length > 0) buffer.append(lines);
      },
      onGap: (gap) => buffer.append([gapMarker(gap, Date.now())]),
    },
  );
  return { buffer, status };
}

function startOf(build: Build | null): FollowFrom {
  if (!build) return { last: LINES_WITHOUT_BUILD };
  if (build.firstStoredAt === null) return 'all';
  return { time: Math.floor(build.firstStoredAt) - CLOCK_SLACK_MS };
}
