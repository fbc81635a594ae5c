import { assertNever } from '../../lib/assertNever.ts';
import { formatCount, plural } from '../../components/time/format.ts';
import type { Alert, AlertKind, Limits } from './alerts.ts';

export const alertNames: Record<AlertKind, string> = {
  latency: 'Delivery latency, p99',
  invalid: 'Invalid events per minute',
  outbox: 'Events in the outbox',
  lag: 'Consumer lag',
  agent: 'No agent',
};

export const limitUnits: Record<AlertKind, string> = {
  latency: 'milliseconds',
  invalid: 'events a minute',
  outbox: 'events',
  lag: 'messages',
  agent: '',
};

/** What an alert is about, in one sentence. */
export function describeAlert({ kind, value }: Alert, limits: Limits): string {
  const limit = formatCount(limits[kind] ?? 0);
  switch (kind) {
    case 'latency':
      return `1 in 100 events takes longer than ${formatCount(Math.round(value))} ms to arrive (limit ${limit} ms).`;
    case 'invalid':
      return `${plural(value, 'event')} in the last minute broke the contract (limit ${limit}).`;
    case 'outbox':
      return `${plural(value, 'event')} wait to be stored (limit ${limit}).`;
    case 'lag':
      return `A consumer is ${plural(value, 'message')} behind (limit ${limit}).`;
    case 'agent':
      return 'No agent answers: nothing can be built or run from here, and no rule is evaluated.';
    default:
      return assertNever(kind);
  }
}
