import { useEffect, useRef } from 'react';
import { type LogFeedState, useLogFeed } from '../../../hooks/log/useLogFeed.ts';
import { isToken } from '../../../lib/messaging/index.ts';
import { type BuildLogDelivery, belongsTo, buildLogLine, isPartialOf } from './log.ts';
import type { Build } from '../model/model.ts';
import { useEndedBefore } from '../notices/useEndedBefore.ts';

/** Stored times of two streams of one server differ by little; a line's build is checked anyway. */
const CLOCK_SLACK_MS = 2_000;

export interface BuildLog extends LogFeedState {
  /** The build had ended when its log was opened. */
  readonly hasEndedBefore: boolean;
}

/**
 * The log of one build, going on live while it runs.
 * @param build null: lines of a publisher that names no builds
 * @param isSettled whether it is known which build it is; nothing is read before
 * @param since without a build: when the first line was stored at the earliest
 */
export function useBuildLog(
  projectId: string,
  build: Build | null,
  isSettled: boolean,
  since: number | null = null,
): BuildLog {
  const latest = useRef(build);
  useEffect(() => {
    latest.current = build;
  }, [build]);
  const key = build?.key ?? null;
  const hasEndedBefore = useEndedBefore(key, hasEnded(build), isSettled);
  const isKnown = isToken(projectId) && (isSettled || build !== null);
  const log = useLogFeed(isKnown ? `${projectId}/${build?.key ?? `since ${since}`}` : null, () => ({
    pattern: `slate.build.log.${projectId}`,
    toLine: (delivery) => {
      if (!isBuildLog(delivery) || !belongsTo(latest.current, delivery, CLOCK_SLACK_MS))
        return null;
      return buildLogLine(delivery);
    },
    watchPartial: (client, show) =>
      client.subscribe(`slate.build.partial.${projectId}`, ({ data, timestamp }) => {
        if (isPartialOf(latest.current, data)) show(data?.message ?? '', timestamp);
      }),
    startTime: build ? timeOf(build.firstStoredAt, -CLOCK_SLACK_MS) : timeOf(since, 0),
    endTime: hasEnded(build) ? timeOf(build?.lastStoredAt, CLOCK_SLACK_MS) : null,
  }));
  return { ...log, hasEndedBefore };
}

const isBuildLog = (delivery: {
  readonly meta: { readonly name: string };
}): delivery is BuildLogDelivery => delivery.meta.name === 'build.log';

const hasEnded = (build: Build | null) =>
  build !== null && build.status !== 'running' && build.status !== 'queued';

const timeOf = (storedAt: number | null | undefined, slackMs: number) =>
  storedAt == null ? null : Math.floor(storedAt) + slackMs;
