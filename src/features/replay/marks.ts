import type { SlateEvent } from '../../catalogs/slate/index.ts';
import { formatDuration } from '../../components/time/format.ts';
import type { Delivery, MarkEvent, ReplayMark } from '../../lib/messaging/index.ts';

/** A build that keeps its promise is never silent for so many heartbeats. */
const MISSED_HEARTBEATS = 3;

interface Heard {
  readonly at: number;
  readonly heartbeatMs: number;
}

/** Marks failures, and silences of builds that promised to say something. Keeps what it was given. */
export function createMarks(): MarkEvent {
  const heard = new Map<string, Heard>();
  return (delivery) => failureOf(delivery) ?? gapBefore(delivery, heard);
}

type Mark = Omit<ReplayMark, 'index'>;

function failureOf({ event, meta }: Delivery): Mark | null {
  switch (meta.name) {
    case 'build.failed': {
      const { data } = event as SlateEvent<'build.failed'>;
      const where = data?.step === undefined ? '' : ` in “${data.step}”`;
      return { kind: 'failure', text: `${nameOf(data?.number)} failed${where}` };
    }
    case 'runtime.error': {
      const { data } = event as SlateEvent<'runtime.error'>;
      return { kind: 'failure', text: data?.message ?? 'The process failed' };
    }
    case 'runtime.stopped': {
      const { exitCode = 0, stoppedBy } = (event as SlateEvent<'runtime.stopped'>).data ?? {};
      if (exitCode === 0 || stoppedBy !== undefined) return null;
      return { kind: 'failure', text: `The process ended with exit code ${exitCode}` };
    }
    default:
      return null;
  }
}

function gapBefore({ event, meta }: Delivery, heard: Map<string, Heard>): Mark | null {
  if (!meta.name.startsWith('build.') || meta.name === 'build.log') return null;
  const { data } = event as SlateEvent<'build.progress'>;
  const id = data?.buildId;
  const at = meta.storedAt ?? 0;
  if (id === undefined) return null;
  const before = heard.get(id);
  const runs = meta.name === 'build.started' || meta.name === 'build.progress';
  const heartbeatMs = data?.heartbeatMs ?? before?.heartbeatMs;
  if (runs && heartbeatMs !== undefined) heard.set(id, { at, heartbeatMs });
  else heard.delete(id);
  if (!before || at - before.at <= MISSED_HEARTBEATS * before.heartbeatMs) return null;
  const silence = formatDuration(at - before.at, 'seconds');
  return { kind: 'gap', text: `No events of ${nameOf(data?.number).toLowerCase()} for ${silence}` };
}

const nameOf = (number: number | undefined) =>
  number === undefined ? 'Build' : `Build #${number}`;
