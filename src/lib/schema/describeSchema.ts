import * as z from 'zod/mini';
import { isToken } from '../messaging/index.ts';
import type { JsonSchema } from './jsonSchema.ts';

/** Schemas within a schema that are spelled out; further ones are cut. */
const MAX_NODES = 2_000;
const MAX_DEPTH = 24;
/** How often a recursive schema is spelled out within itself. */
const MAX_REPEATS = 1;
const CUT = 'Not spelled out further.';
/** What an id has to match. */
export const TOKEN_SOURCE = '^[A-Za-z0-9_-]{1,64}$';

type Raw = z.core.JSONSchema.BaseSchema;

/**
 * A zod schema as JSON Schema, for people, forms and documents: the input that it accepts, as a
 * finite tree. Recursion and what is larger than any use are cut (`isCut`), and what can't be
 * described (a transform, a schema that throws) accepts anything and says so; never throws.
 */
export function describeSchema(schema: z.core.$ZodType): JsonSchema {
  try {
    const raw = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      cycles: 'ref',
      // Inlined, two uses of each level would double the text with every level.
      reused: 'ref',
      override: ({ zodSchema, jsonSchema }) => {
        if (checksToken(zodSchema)) jsonSchema.pattern = TOKEN_SOURCE;
      },
    });
    return new Unfolding(raw).unfold(raw, 0);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { description: `This schema can’t be described: ${why}` };
  }
}

/** True where the description ends before the schema does. */
export function isCut(schema: JsonSchema): boolean {
  return schema.$comment === CUT;
}

/** The pattern of an id is in a function that JSON Schema can't hold. */
function checksToken(schema: z.core.$ZodType): boolean {
  const { checks } = schema._zod.def;
  return (checks ?? []).some(({ _zod: { def } }) => 'fn' in def && def.fn === isToken);
}

/** Replaces references by what they refer to. */
class Unfolding {
  readonly #root: Raw;
  readonly #open = new Map<string, number>();
  #nodes = 0;

  constructor(root: Raw) {
    this.#root = root;
  }

  unfold(raw: Raw, depth: number): JsonSchema {
    const { $ref: ref, $schema: _, $defs: __, $id: ___, id: ____, ...own } = raw;
    if (ref === undefined) return this.#parts(own, depth);
    const target = this.#target(ref);
    const repeats = this.#open.get(ref) ?? 0;
    if (!target || repeats > MAX_REPEATS) return cut({ ...target, ...own });
    this.#open.set(ref, repeats + 1);
    const whole = this.unfold({ ...target, ...own }, depth);
    this.#open.set(ref, repeats);
    return whole;
  }

  #target(ref: string): Raw | undefined {
    if (ref === '#') return this.#root;
    return this.#root.$defs?.[ref.replace('#/$defs/', '')];
  }

  #parts(raw: Raw, depth: number): JsonSchema {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH) return cut(raw);
    const one = (part: unknown): unknown =>
      typeof part === 'object' && part !== null ? this.unfold(part as Raw, depth + 1) : part;
    const many = (parts: unknown): unknown => (Array.isArray(parts) ? parts.map(one) : parts);
    const result: Record<string, unknown> = { ...raw };
    for (const key of ['items', 'additionalProperties', 'propertyNames', 'not']) {
      if (key in raw) result[key] = one(raw[key]);
    }
    for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
      if (key in raw) result[key] = many(raw[key]);
    }
    if (raw.properties) {
      result.properties = Object.fromEntries(
        Object.entries(raw.properties).map(([name, part]) => [name, one(part)]),
      );
    }
    return result;
  }
}

function cut({ type, description }: Raw): JsonSchema {
  return {
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
    $comment: CUT,
  };
}
