import { expect, test } from 'vitest';
import { slateCatalog } from './events.ts';
import { checkRule } from './ruleCheck.ts';
import type { RuleDraft } from './rules.ts';

const draft: RuleDraft = {
  name: 'Stuck builds',
  enabled: true,
  pattern: 'slate.build.started.*',
  match: 'all',
  conditions: [],
  trigger: { kind: 'each' },
};
const check = (value: unknown) => checkRule(value, slateCatalog.streamsFor);
const followed = {
  kind: 'not-followed',
  by: ['slate.build.completed.*', 'slate.build.failed.*'],
  key: 'data.buildId',
  withinMs: 1_800_000,
} as const;

test('a rule of each kind is fine', () => {
  const triggers = [
    { kind: 'each' },
    { kind: 'count', count: 3, withinMs: 60_000 },
    { kind: 'silence', forMs: 3_600_000 },
    followed,
  ];
  for (const trigger of triggers) expect(check({ ...draft, trigger })).toMatchObject({ ok: true });
});

test('a name is trimmed to what can be seen', () => {
  expect(check({ ...draft, name: '  a \u202eb ' })).toMatchObject({ draft: { name: 'a b' } });
});

test.each<[string, Partial<Record<keyof RuleDraft, unknown>>, string]>([
  ['no name', { name: ' \u200b ' }, 'name'],
  ['a long name', { name: 'x'.repeat(101) }, 'name'],
  ['no pattern', { pattern: '' }, 'pattern'],
  ['a pattern that is none', { pattern: 'slate..x' }, 'pattern'],
  ['protocol in a pattern', { pattern: 'slate.build\r\nPUB x' }, 'pattern'],
  ['a long pattern', { pattern: 'a.'.repeat(120) + 'a' }, 'pattern'],
  ['what no stream keeps', { pattern: 'slate.agent.status.*' }, 'pattern'],
  ['its own matches', { pattern: 'slate.rule.matched.*' }, 'pattern'],
  [
    'a path that is none',
    { conditions: [{ path: 'a..b', operator: 'exists' }] },
    'conditions.0.path',
  ],
  [
    'a prototype',
    { conditions: [{ path: 'a.__proto__', operator: 'exists' }] },
    'conditions.0.path',
  ],
  [
    'a deep path',
    { conditions: [{ path: 'a.'.repeat(20) + 'a', operator: 'exists' }] },
    'conditions.0.path',
  ],
  ['no value', { conditions: [{ path: 'a', operator: 'eq' }] }, 'conditions.0.value'],
  [
    'words that are to be greater',
    { conditions: [{ path: 'a', operator: 'gt', value: '5' }] },
    'conditions.0.value',
  ],
  [
    'a long value',
    { conditions: [{ path: 'a', operator: 'eq', value: 'x'.repeat(1_001) }] },
    'conditions.0.value',
  ],
  [
    'an unknown operator',
    { conditions: [{ path: 'a', operator: 'like', value: 'x' }] },
    'conditions.0.operator',
  ],
  [
    'too many conditions',
    { conditions: Array.from({ length: 17 }, () => ({ path: 'a', operator: 'exists' })) },
    'conditions',
  ],
  ['a count of one', { trigger: { kind: 'count', count: 1, withinMs: 5_000 } }, 'trigger.count'],
  ['a count of half', { trigger: { kind: 'count', count: 2.5, withinMs: 5_000 } }, 'trigger.count'],
  [
    'a window that is too short',
    { trigger: { kind: 'count', count: 2, withinMs: 10 } },
    'trigger.withinMs',
  ],
  [
    'a window that is too long',
    { trigger: { kind: 'count', count: 2, withinMs: 9e7 } },
    'trigger.withinMs',
  ],
  ['endless silence', { trigger: { kind: 'silence', forMs: 1e12 } }, 'trigger.forMs'],
  ['nothing to follow', { trigger: { ...followed, by: [] } }, 'trigger.by'],
  ['a follower that no stream keeps', { trigger: { ...followed, by: ['other.x'] } }, 'trigger.by'],
  ['no key', { trigger: { ...followed, key: '' } }, 'trigger.key'],
  ['an unknown kind', { trigger: { kind: 'never' } }, 'trigger.kind'],
  ['a field of a trigger', { trigger: { ...followed, by: 'x' } }, 'trigger.by'],
])('%s is named', (_, change, field) => {
  const result = check({ ...draft, ...change });
  expect(result.ok ? [] : result.problems.map((problem) => problem.field)).toContain(field);
});

test('what is no rule at all has words too', () => {
  for (const value of [null, 5, [], 'x', {}]) expect(check(value).ok).toBe(false);
});
