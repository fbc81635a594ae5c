import * as z from 'zod/mini';
import { assertPattern } from '../../lib/messaging/catalog/subjects.ts';
import {
  type RuleCondition,
  type RuleDraft,
  ruleDraft,
  ruleKinds,
  type RuleTrigger,
  ruleTriggers,
} from './rules.ts';
import { ruleLimits } from './ruleLimits.ts';
import { visibleName } from './visibleName.ts';

/** What is wrong with one field of a draft; `field` is its path, such as `conditions.0.path`. */
export interface RuleProblem {
  readonly field: string;
  readonly message: string;
}

export type CheckedRule =
  | { readonly ok: true; readonly draft: RuleDraft }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Which streams may hold messages of a pattern. */
type StreamsFor = (pattern: string) => readonly string[];

/** Keys that lead to an object's prototype. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** Checks what somebody wants to save or try; agent and page alike. */
export function checkRule(value: unknown, streamsFor: StreamsFor): CheckedRule {
  const parsed = ruleDraft.safeParse(value);
  if (!parsed.success)
    return { ok: false, problems: parsed.error.issues.flatMap(describeIssue(value)) };
  const draft = {
    ...parsed.data,
    name: visibleName(parsed.data.name, ruleLimits.nameChars + 1) ?? '',
  };
  const problems = [
    ...checkName(draft.name),
    ...checkPattern('pattern', draft.pattern, streamsFor),
    ...checkConditions(draft.conditions),
    ...checkTrigger(draft.trigger, streamsFor),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, draft };
}

const UNKNOWN = 'This is missing or has an unknown shape.';
const kindOf = z.object({ trigger: z.object({ kind: z.enum(ruleKinds) }) });

/** Of a trigger, the fields of its own kind. */
function describeIssue(value: unknown) {
  return ({ path }: z.core.$ZodIssue): readonly RuleProblem[] => {
    const field = path.map(String).join('.');
    if (field !== 'trigger') return [{ field: field || 'rule', message: UNKNOWN }];
    const found = kindOf.safeParse(value);
    if (!found.success) return [{ field: 'trigger.kind', message: UNKNOWN }];
    const { trigger } = z.looseObject({ trigger: z.unknown() }).parse(value);
    const issues = ruleTriggers[found.data.trigger.kind].safeParse(trigger).error?.issues ?? [];
    return issues.flatMap(({ path: [name] }) => describeTriggerField(String(name)));
  };
}

/** What is no number at all gets the words of one that is out of bounds. */
function describeTriggerField(name: string): readonly RuleProblem[] {
  switch (name) {
    case 'count':
      return checkCount(Number.NaN);
    case 'withinMs':
      return checkMs('trigger.withinMs', Number.NaN, ruleLimits.maxWindowMs);
    case 'forMs':
      return checkMs('trigger.forMs', Number.NaN, ruleLimits.maxSilenceMs);
    default:
      return [{ field: `trigger.${name}`, message: UNKNOWN }];
  }
}

function checkName(name: string): readonly RuleProblem[] {
  if (name === '') return [{ field: 'name', message: 'Give the rule a name.' }];
  if (Array.from(name).length <= ruleLimits.nameChars) return [];
  return [{ field: 'name', message: `At most ${ruleLimits.nameChars} characters.` }];
}

function checkPattern(
  field: string,
  pattern: string,
  streamsFor: StreamsFor,
): readonly RuleProblem[] {
  const problem = (message: string) => [{ field, message }];
  if (pattern === '') return problem('Say which subject to watch, such as slate.build.failed.*');
  if (pattern.length > ruleLimits.patternChars) {
    return problem(`At most ${ruleLimits.patternChars} characters.`);
  }
  try {
    assertPattern(pattern);
  } catch {
    return problem('Not a subject: use names with dots between, * for one name, > at the end.');
  }
  if (pattern.startsWith('slate.rule.')) return problem('Rules don’t watch the matches of rules.');
  if (streamsFor(pattern).length > 0) return [];
  return problem('No stream keeps this subject; rules watch stored events only.');
}

function checkConditions(conditions: readonly RuleCondition[]): readonly RuleProblem[] {
  if (conditions.length > ruleLimits.conditions) {
    return [{ field: 'conditions', message: `At most ${ruleLimits.conditions} conditions.` }];
  }
  return conditions.flatMap((condition, index) => [
    ...checkPath(`conditions.${index}.path`, condition.path),
    ...checkValue(`conditions.${index}.value`, condition),
  ]);
}

function checkPath(field: string, path: string): readonly RuleProblem[] {
  const keys = path.split('.');
  if (path === '') return [{ field, message: 'Name a field, such as data.status' }];
  if (path.length > ruleLimits.pathChars || keys.length > ruleLimits.pathDepth) {
    return [
      {
        field,
        message: `At most ${ruleLimits.pathDepth} names and ${ruleLimits.pathChars} characters.`,
      },
    ];
  }
  if (keys.some((key) => key === '' || forbiddenKeys.has(key))) {
    return [{ field, message: 'Not a field: use names with dots between, such as data.status' }];
  }
  return [];
}

function checkValue(field: string, { operator, value }: RuleCondition): readonly RuleProblem[] {
  if (operator === 'exists') return [];
  if (value === undefined) return [{ field, message: 'Give a value to compare with.' }];
  if (typeof value === 'string' && value.length > ruleLimits.valueChars) {
    return [{ field, message: `At most ${ruleLimits.valueChars} characters.` }];
  }
  const wantsNumber = operator === 'gt' || operator === 'lt';
  return wantsNumber && typeof value !== 'number' ? [{ field, message: 'Give a number.' }] : [];
}

function checkTrigger(trigger: RuleTrigger, streamsFor: StreamsFor): readonly RuleProblem[] {
  switch (trigger.kind) {
    case 'each':
      return [];
    case 'count':
      return [
        ...checkCount(trigger.count),
        ...checkMs('trigger.withinMs', trigger.withinMs, ruleLimits.maxWindowMs),
      ];
    case 'silence':
      return checkMs('trigger.forMs', trigger.forMs, ruleLimits.maxSilenceMs);
    case 'not-followed':
      return [
        ...checkFollowers(trigger.by, streamsFor),
        ...checkPath('trigger.key', trigger.key),
        ...checkMs('trigger.withinMs', trigger.withinMs, ruleLimits.maxWindowMs),
      ];
  }
}

function checkCount(count: number): readonly RuleProblem[] {
  if (Number.isInteger(count) && count >= 2 && count <= ruleLimits.count) return [];
  return [
    {
      field: 'trigger.count',
      message: `A whole number from 2 to ${ruleLimits.count.toLocaleString('en')}.`,
    },
  ];
}

function checkMs(field: string, ms: number, max: number): readonly RuleProblem[] {
  if (ms >= ruleLimits.minMs && ms <= max) return [];
  return [
    {
      field,
      message: `From 1 second to ${max / 86_400_000 === 1 ? '1 day' : `${max / 86_400_000} days`}.`,
    },
  ];
}

function checkFollowers(by: readonly string[], streamsFor: StreamsFor): readonly RuleProblem[] {
  if (by.length === 0 || by.length > ruleLimits.followers) {
    return [{ field: 'trigger.by', message: `From 1 to ${ruleLimits.followers} subjects.` }];
  }
  return by
    .flatMap((pattern) => checkPattern('trigger.by', pattern, streamsFor).slice(0, 1))
    .slice(0, 1);
}
