import * as z from 'zod/mini';
import { count, revision, time, token } from '../../lib/messaging/catalog/fields.ts';

export const ruleOperators = ['eq', 'ne', 'gt', 'lt', 'contains', 'exists'] as const;
export type RuleOperator = (typeof ruleOperators)[number];

export const ruleCondition = z.object({
  /** Names and array indexes with dots between: `data.steps.0.status`. */
  path: z.string(),
  operator: z.enum(ruleOperators),
  /** Left out for `exists`. */
  value: z.optional(z.nullable(z.union([z.string(), z.number(), z.boolean()]))),
});
export type RuleCondition = z.infer<typeof ruleCondition>;

const ms = z.number();

/** By kind, what has to happen among the events that a rule chooses. */
export const ruleTriggers = {
  each: z.object({ kind: z.literal('each') }),
  count: z.object({ kind: z.literal('count'), count: z.number(), withinMs: ms }),
  silence: z.object({ kind: z.literal('silence'), forMs: ms }),
  'not-followed': z.object({
    kind: z.literal('not-followed'),
    /** Patterns; any of them ends the wait of the same key. */
    by: z.array(z.string()),
    /** The path of what both events have in common. */
    key: z.string(),
    withinMs: ms,
  }),
};

const ruleTrigger = z.union([
  ruleTriggers.each,
  ruleTriggers.count,
  ruleTriggers.silence,
  ruleTriggers['not-followed'],
]);
export type RuleTrigger = z.infer<typeof ruleTrigger>;
export const ruleKinds = ['each', 'count', 'silence', 'not-followed'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** What people write; the agent adds the rest. */
export const ruleDraft = z.object({
  name: z.string(),
  enabled: z.boolean(),
  pattern: z.string(),
  match: z.enum(['all', 'any']),
  conditions: z.array(ruleCondition),
  trigger: ruleTrigger,
});
export type RuleDraft = z.infer<typeof ruleDraft>;

export const rule = z.looseObject({
  ...ruleDraft.shape,
  ruleId: token,
  /** Grows with every change; evaluation begins afresh with it. */
  revision,
  /** By the server's clock: events that were stored earlier do not count. */
  updatedAt: time,
  updatedBy: z.string(),
});
export type Rule = z.infer<typeof rule>;

/** Where a rule was met. */
const matchShape = {
  /** When it was met, by the time at which the server stored the events. */
  at: time,
  kind: z.string(),
  /** One sentence for people. */
  summary: z.string(),
  /** The event that completed it; none for a silence that began with the rule. */
  subject: z.optional(z.string()),
  stream: z.optional(z.string()),
  seq: z.optional(count),
  eventId: z.optional(z.string()),
  key: z.optional(z.string()),
  /** Matches that this one stands for; 1 if left out. */
  count: z.optional(count),
};

export const ruleMatch = z.looseObject(matchShape);
export type RuleMatch = z.infer<typeof ruleMatch>;

/** `data` of rule.matched. */
export const ruleMatched = z.looseObject({
  ...matchShape,
  name: z.string(),
  revision: z.optional(revision),
});

/** `data` of rule.changed: a rule was saved or removed. */
export const ruleChanged = z.looseObject({
  state: z.enum(['saved', 'removed']),
  name: z.optional(z.string()),
  changedBy: z.optional(z.string()),
});

/** `data` of rule.trying: how far a trial is. */
export const ruleTrying = z.looseObject({ messages: count, total: count });
