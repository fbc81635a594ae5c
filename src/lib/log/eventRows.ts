import type { Gap } from '../messaging/index.ts';
import type { LogLevel, LogLineInput, LogMarkerInput, Run } from './rows.ts';

interface LogEvent {
  readonly timestamp: number;
  readonly data?: {
    readonly message: string;
    readonly level?: LogLevel | undefined;
    readonly stream?: 'stdout' | 'stderr' | undefined;
    readonly step?: string | undefined;
    readonly group?: string | undefined;
    readonly line?: number | undefined;
    readonly levels?: readonly Run<LogLevel>[] | undefined;
    readonly delays?: readonly Run<number>[] | undefined;
  };
}

/** @param seq its place in the stream, if any */
export function logLine({ timestamp, data }: LogEvent, seq: number | undefined): LogLineInput {
  const { message = '', level = 'info', stream, group, line, levels, delays } = data ?? {};
  // A group outside of steps counts as a step.
  const step = data?.step ?? group;
  return {
    time: timestamp,
    message,
    level,
    ...(seq === undefined ? {} : { seq }),
    ...(line === undefined ? {} : { number: line }),
    ...(levels === undefined ? {} : { levels }),
    ...(delays === undefined ? {} : { delays }),
    ...(stream === undefined ? {} : { stream }),
    ...(typeof step === 'string' ? { step } : {}),
    ...(group && data?.step !== undefined ? { group } : {}),
  };
}

const gapReasons: Record<Gap['reason'], string> = {
  expired: 'the server no longer keeps them',
  'stream-recreated': 'the server’s history was recreated',
  'offline-without-history': 'this server keeps no history of the time without a connection',
};

/** Stands where lines are missing. */
export function gapMarker({ reason, missing }: Gap, now: number): LogMarkerInput {
  const upTo = missing === null ? '' : ` (up to ${missing.toLocaleString('en')})`;
  return {
    kind: 'marker',
    text: `Lines may be missing${upTo}: ${gapReasons[reason]}.`,
    time: now,
    tone: 'warning',
  };
}
