import type * as z from 'zod/mini';

export type ShapeCheck<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      /** The field, in dots; '' for the whole. */
      readonly path: string;
      readonly message: string;
      readonly cause: unknown;
    };

/** Holds a value against a schema; never throws, whatever the schema's own code does. */
export function checkShape<Schema extends z.ZodMiniType>(
  getSchema: () => Schema,
  value: unknown,
): ShapeCheck<z.output<Schema>> {
  try {
    const parsed = getSchema().safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      path: issue?.path.map(String).join('.') ?? '',
      message: issue ? wordsOf(issue) : 'not as the catalog says',
      cause: parsed.error,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, path: '', message: `the catalog’s own check failed: ${reason}`, cause };
  }
}

/** Zod's small build says “Invalid input” of everything. */
function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected}`;
    case 'too_small':
      return `${isCount(issue) ? 'length ' : ''}must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${isCount(issue) ? 'length ' : ''}must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return issue.message;
  }
}

const isCount = ({ origin }: { readonly origin: string }) =>
  origin === 'string' || origin === 'array';
