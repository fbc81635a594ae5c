import { assertNever } from '../../src/lib/assertNever.ts';
import type { RuleCondition, RuleDraft } from '../../src/catalogs/slate/index.ts';

/** The value at a path of names and array indexes; undefined if there is none. */
export function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
}

/** Whether an event is one of those that a rule is about. */
export function meetsConditions(
  { match, conditions }: Pick<RuleDraft, 'match' | 'conditions'>,
  event: unknown,
): boolean {
  if (conditions.length === 0) return true;
  const holds = (condition: RuleCondition) => meets(condition, readPath(event, condition.path));
  return match === 'all' ? conditions.every(holds) : conditions.some(holds);
}

function meets({ operator, value }: RuleCondition, found: unknown): boolean {
  switch (operator) {
    case 'exists':
      return found !== undefined;
    case 'eq':
      return found === value;
    case 'ne':
      return found !== value;
    case 'gt':
      return typeof found === 'number' && typeof value === 'number' && found > value;
    case 'lt':
      return typeof found === 'number' && typeof value === 'number' && found < value;
    case 'contains':
      return contains(found, value);
    default:
      return assertNever(operator);
  }
}

function contains(found: unknown, value: RuleCondition['value']): boolean {
  if (typeof found === 'string') return typeof value === 'string' && found.includes(value);
  return Array.isArray(found) && found.includes(value);
}

/** What stands at a path as the key of a pair; null for what is no key. */
export function readKey(event: unknown, path: string): string | null {
  const found = readPath(event, path);
  if (typeof found === 'string' && found !== '' && found.length <= 200) return found;
  return typeof found === 'number' ? String(found) : null;
}
