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
      message: issue?.message ?? 'not as the catalog says',
      cause: parsed.error,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, path: '', message: `the catalog’s own check failed: ${reason}`, cause };
  }
}
