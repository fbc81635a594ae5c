import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { type Delivery, defineView } from '../../lib/messaging/index.ts';

const KEPT = 50;

export interface ShownMatch {
  readonly id: string;
  readonly ruleId: string;
  readonly name: string;
  readonly at: number;
  readonly summary: string;
  readonly subject: string | null;
  readonly count: number;
}

const none: readonly ShownMatch[] = [];

export type MatchDelivery = Delivery<'slate.rule.matched.*'>;

/** Adds matches, newest first; pure. */
export function withMatches(
  before: readonly ShownMatch[],
  deliveries: readonly MatchDelivery[],
): readonly ShownMatch[] {
  const added = deliveries.map(({ event, meta }) => matchOf(event, meta.seq));
  return [...added.reverse(), ...before].slice(0, KEPT);
}

function matchOf({ id, ruleId, timestamp, data }: MatchDelivery['event'], seq = 0): ShownMatch {
  return {
    id: id ?? `${ruleId} ${seq} ${timestamp}`,
    ruleId,
    name: data?.name ?? ruleId,
    at: data?.at ?? timestamp,
    summary: data?.summary ?? '',
    subject: data?.subject ?? null,
    count: data?.count ?? 1,
  };
}

/** The last matches of all rules, newest first. */
export const matchesView = defineView({
  name: 'rule matches',
  subject: () => 'slate.rule.matched.*',
  stream: EVENTS_STREAM,
  from: { last: KEPT },
  initial: none,
  reduce: (state, deliveries) => withMatches(state, deliveries),
});
