import { plural } from '../../../components/time/format.ts';
import { assertNever } from '../../../lib/assertNever.ts';
import type { Drift } from './drift.ts';

/** What a drift is, in one sentence without its field. */
export function driftWords(drift: Drift): string {
  switch (drift.kind) {
    case 'appeared':
      return `appeared: the schema names no such field (${drift.type})`;
    case 'changed':
      return `changed its type from ${drift.from} to ${drift.type}`;
    case 'vanished':
      return drift.required
        ? `vanished: the schema requires it, and ${plural(drift.before, 'message')} before had it`
        : `vanished: the ${plural(drift.before, 'message')} before had it; it is optional`;
    default:
      return assertNever(drift);
  }
}
