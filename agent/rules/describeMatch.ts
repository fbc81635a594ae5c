import { createHash } from 'node:crypto';
import type { RuleDraft, RuleMatch } from '../../src/catalogs/slate/index.ts';
import { assertNever } from '../../src/lib/assertNever.ts';
import type { Match } from './machine.ts';

/**
 * The id of a match's event: the same whenever the same events meet the same revision of a rule, so
 * that a repeated evaluation publishes it once. Shaped as a UUID v8.
 */
export function matchId(ruleId: string, revision: number, trigger: string): string {
  const hash = createHash('sha256').update(`${ruleId}\n${revision}\n${trigger}`).digest('hex');
  const [a, b, c, d, e] = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(13, 16),
    hash.slice(17, 20),
    hash.slice(20, 32),
  ];
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

/** A match as people and pages read it. */
export function describeMatch({ trigger, pattern }: RuleDraft, match: Match): RuleMatch {
  const { at, key, place, count, events } = match;
  return {
    at,
    kind: trigger.kind,
    summary: summarize(trigger, pattern, match, events ?? 0),
    ...place,
    ...(key === undefined ? {} : { key }),
    ...(count > 1 ? { count } : {}),
  };
}

function summarize(
  trigger: RuleDraft['trigger'],
  pattern: string,
  { count, place, key }: Match,
  events: number,
): string {
  if (count > 1) return `${count} more matches within a minute`;
  switch (trigger.kind) {
    case 'each':
      return `${place?.subject ?? pattern} happened`;
    case 'count':
      return `${events} events on ${pattern} within ${words(trigger.withinMs)}`;
    case 'silence':
      return `No event on ${pattern} for ${words(trigger.forMs)}`;
    case 'not-followed':
      return `${place?.subject ?? pattern} (${key ?? ''}) was not followed within ${words(trigger.withinMs)}`;
    default:
      return assertNever(trigger);
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

function words(ms: number): string {
  let rest = Math.round(ms / 1_000) * 1_000;
  const parts = units.flatMap(([name, size]) => {
    const number = Math.floor(rest / size);
    rest -= number * size;
    return number > 0 ? [`${number}${name}`] : [];
  });
  return parts.slice(0, 2).join(' ') || '0s';
}
