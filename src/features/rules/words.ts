import type {
  RuleCondition,
  RuleDraft,
  RuleKind,
  RuleOperator,
} from '../../catalogs/slate/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { formatTime, formatValue } from './form.ts';

export const kindNames: Record<RuleKind, string> = {
  each: 'Every event',
  count: 'Many events',
  silence: 'No events',
  'not-followed': 'Not followed',
};

export const operatorNames: Record<RuleOperator, string> = {
  eq: 'is',
  ne: 'is not',
  gt: 'is greater than',
  lt: 'is less than',
  contains: 'contains',
  exists: 'exists',
};

/** A rule in one sentence. */
export function describeRule(rule: RuleDraft): string {
  const { trigger, pattern } = rule;
  const which = conditionsOf(rule);
  switch (trigger.kind) {
    case 'each':
      return `Every event on ${pattern}${which}`;
    case 'count':
      return `${trigger.count} events on ${pattern}${which} within ${formatTime(trigger.withinMs)}`;
    case 'silence':
      return `No event on ${pattern}${which} for ${formatTime(trigger.forMs)}`;
    case 'not-followed':
      return `An event on ${pattern}${which} without one on ${trigger.by.join(' or ')} with the same ${trigger.key} within ${formatTime(trigger.withinMs)}`;
    default:
      return assertNever(trigger);
  }
}

function conditionsOf({ match, conditions }: RuleDraft): string {
  if (conditions.length === 0) return '';
  const words = conditions.map(describeCondition).join(match === 'all' ? ' and ' : ' or ');
  return ` where ${words}`;
}

function describeCondition({ path, operator, value }: RuleCondition): string {
  const name = `${path} ${operatorNames[operator]}`;
  return operator === 'exists' ? name : `${name} ${formatValue(value)}`;
}
