import {
  checkRule,
  type RuleCondition,
  type RuleDraft,
  type RuleKind,
  type RuleOperator,
  type RuleProblem,
} from '../../catalogs/slate/index.ts';
import { openCatalog } from '../../catalogs/open/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { parseJson } from '../../lib/messaging/index.ts';

export interface ConditionForm {
  readonly path: string;
  readonly operator: RuleOperator;
  readonly value: string;
}

/** A rule as somebody types it. */
export interface RuleForm {
  readonly name: string;
  readonly enabled: boolean;
  readonly pattern: string;
  readonly match: RuleDraft['match'];
  readonly conditions: readonly ConditionForm[];
  readonly kind: RuleKind;
  readonly count: string;
  /** As "30m" or "1h 30m". */
  readonly time: string;
  /** One subject per line. */
  readonly followers: string;
  readonly key: string;
}

/** What people look for most. */
export const newRule: RuleForm = {
  name: '',
  enabled: true,
  pattern: 'slate.build.failed.*',
  match: 'all',
  conditions: [],
  kind: 'each',
  count: '3',
  time: '30m',
  followers: 'slate.build.completed.*\nslate.build.failed.*\nslate.build.cancelled.*',
  key: 'data.buildId',
};

const SECOND_MS = 1_000;
const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: SECOND_MS } as const;

/** "1h 30m" in milliseconds; NaN if it is no time. */
export function parseTime(text: string): number {
  const parts = text.trim().toLowerCase().split(/\s+/);
  let sum = 0;
  for (const part of parts) {
    const found = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h|d)$/.exec(part);
    if (!found) return Number.NaN;
    sum += Number(found[1]) * units[found[2] as keyof typeof units];
  }
  return sum;
}

/** 5_400_000 → "1h 30m" */
export function formatTime(ms: number): string {
  let rest = Math.round(ms / SECOND_MS) * SECOND_MS;
  const parts = Object.entries(units).flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join(' ') || '0s';
}

/** `true`, `false`, `null` and numbers are what they look like; quotes make anything text. */
export function parseValue(text: string): NonNullable<RuleCondition['value']> | null {
  const trimmed = text.trim();
  if (!/^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|".*")$/i.test(trimmed)) return text;
  try {
    return parseJson(trimmed) as string | number | boolean | null;
  } catch {
    return text;
  }
}

export function formatValue(value: RuleCondition['value']): string {
  if (value === undefined) return '';
  const plain = typeof value === 'string' && parseValue(value) === value;
  return plain ? value : JSON.stringify(value);
}

export function formOf({ trigger, ...draft }: RuleDraft): RuleForm {
  const { name, enabled, pattern, match } = draft;
  const conditions = draft.conditions.map(({ path, operator, value }) => ({
    ...{ path, operator, value: formatValue(value) },
  }));
  const base = { ...newRule, name, enabled, pattern, match, conditions, kind: trigger.kind };
  switch (trigger.kind) {
    case 'each':
      return base;
    case 'count':
      return { ...base, count: String(trigger.count), time: formatTime(trigger.withinMs) };
    case 'silence':
      return { ...base, time: formatTime(trigger.forMs) };
    case 'not-followed': {
      const { by, key, withinMs } = trigger;
      return { ...base, followers: by.join('\n'), key, time: formatTime(withinMs) };
    }
    default:
      return assertNever(trigger);
  }
}

export function draftOf(form: RuleForm): RuleDraft {
  const { name, enabled, pattern, match } = form;
  return {
    ...{ name, enabled, match, pattern: pattern.trim() },
    conditions: form.conditions.map(({ path, operator, value }) => ({
      ...{ path: path.trim(), operator },
      ...(operator === 'exists' || value === '' ? {} : { value: parseValue(value) }),
    })),
    trigger: triggerOf(form),
  };
}

function triggerOf({ kind, count, time, followers, key }: RuleForm): RuleDraft['trigger'] {
  switch (kind) {
    case 'each':
      return { kind };
    case 'count':
      return { kind, count: Number(count.trim() || 'x'), withinMs: parseTime(time) };
    case 'silence':
      return { kind, forMs: parseTime(time) };
    case 'not-followed': {
      const by = followers.split(/[\s,]+/).filter((pattern) => pattern !== '');
      return { kind, by, key: key.trim(), withinMs: parseTime(time) };
    }
    default:
      return assertNever(kind);
  }
}

/** Words for each field that the agent would refuse; empty if there is none. */
export function checkForm(form: RuleForm): readonly RuleProblem[] {
  const result = checkRule(draftOf(form), (pattern) => openCatalog.streamsFor(pattern));
  return result.ok ? [] : result.problems;
}
