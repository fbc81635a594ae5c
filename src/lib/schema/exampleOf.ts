import * as z from 'zod/mini';
import { describeSchema, isCut } from './describeSchema.ts';
import { alternativesOf, isMap, type JsonSchema, merged, typesOf } from './jsonSchema.ts';
import { type Key, setAt } from './paths.ts';
import { exampleNumber, exampleString, guesses } from './exampleValues.ts';

/** Beyond these an example leaves optional fields out. */
const MAX_OPTIONAL_DEPTH = 4;
const MAX_OPTIONAL_FIELDS = 200;
/** What some schemas ask of a list's length is more than an example can show. */
const MAX_ITEMS = 100;

export interface ExampleOptions {
  /** Whether fields that may be left out are in the example; by default they are. */
  readonly optional?: boolean;
}

/** A value that a schema accepts, as far as JSON Schema can say what it accepts. */
export function exampleOf(schema: JsonSchema, { optional = true }: ExampleOptions = {}): unknown {
  return new Example(optional).of(schema, 'value', 0);
}

export type CheckedExample =
  | { readonly ok: true; readonly value: unknown }
  /** The schema refuses even this one; `problem` says where and why. */
  | { readonly ok: false; readonly value: unknown; readonly problem: string };

/**
 * An example that the schema itself has accepted. What JSON Schema can't say (a check by a function)
 * is found by trying likely values at the places that the schema refuses.
 */
export function exampleFor(schema: z.core.$ZodType, options: ExampleOptions = {}): CheckedExample {
  let value = exampleOf(describeSchema(schema), options);
  let problem = firstIssue(schema, value);
  for (let rounds = 0; problem && rounds < 20; rounds++) {
    const better = repaired(schema, value, problem);
    if (better === undefined) break;
    value = better;
    problem = firstIssue(schema, value);
  }
  return problem ? { ok: false, value, problem: problem.text } : { ok: true, value };
}

interface Issue {
  readonly path: readonly Key[];
  readonly text: string;
}

function firstIssue(schema: z.core.$ZodType, value: unknown): Issue | null {
  try {
    const issue = z.safeParse(schema, value).error?.issues[0];
    if (!issue) return null;
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    return { path, text: `${path.join('.') || 'the value'}: ${issue.message}` };
  } catch (error) {
    return { path: [], text: error instanceof Error ? error.message : String(error) };
  }
}

/** With another value at the place of the issue, if one moves the issue elsewhere. */
function repaired(schema: z.core.$ZodType, value: unknown, issue: Issue): unknown {
  for (const guess of guesses) {
    const changed = setAt(value, issue.path, guess);
    const next = firstIssue(schema, changed);
    if (!next || next.path.join('.') !== issue.path.join('.')) return changed;
  }
  return undefined;
}

class Example {
  readonly #withOptional: boolean;
  #optionalFields = 0;

  constructor(withOptional: boolean) {
    this.#withOptional = withOptional;
  }

  of(schema: JsonSchema, name: string, depth: number): unknown {
    if (schema.examples && schema.examples.length > 0) return schema.examples[0];
    if (schema.default !== undefined) return schema.default;
    const options = alternativesOf(schema);
    const shape = merged(
      options.find((option) => !isCut(option) && !typesOf(option)?.has('null')) ??
        options[0] ??
        schema,
    );
    if (shape !== schema && shape.examples) return this.of(shape, name, depth);
    if (shape.const !== undefined) return shape.const;
    if (shape.enum && shape.enum.length > 0) return shape.enum[0];
    const types = typesOf(shape);
    if (types?.has('object')) return this.#object(shape, depth);
    if (types?.has('array')) return this.#array(shape, name, depth);
    if (types?.has('number')) return exampleNumber(shape, name);
    if (types?.has('boolean')) return true;
    if (types?.has('null')) return null;
    if (types?.has('string')) return exampleString(shape, name);
    return depth === 0 ? {} : 'anything';
  }

  #object(schema: JsonSchema, depth: number): unknown {
    const fields: [string, unknown][] = [];
    const required = new Set(schema.required ?? []);
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      if (!required.has(name) && !this.#takesOptional(part, depth)) continue;
      fields.push([name, this.of(part, name, depth + 1)]);
    }
    if (isMap(schema) && typeof schema.additionalProperties === 'object') {
      const key = schema.propertyNames ? this.of(schema.propertyNames, 'key', depth + 1) : 'key';
      const takes = schema.minProperties ?? (this.#takesOptional(schema, depth) ? 1 : 0);
      if (takes > 0)
        fields.push([String(key), this.of(schema.additionalProperties, 'value', depth + 1)]);
    }
    return Object.fromEntries(fields);
  }

  #takesOptional(part: JsonSchema, depth: number): boolean {
    if (!this.#withOptional || isCut(part) || depth >= MAX_OPTIONAL_DEPTH) return false;
    this.#optionalFields += 1;
    return this.#optionalFields <= MAX_OPTIONAL_FIELDS;
  }

  #array(schema: JsonSchema, name: string, depth: number): unknown {
    const fixed = (schema.prefixItems ?? []).map((part) => this.of(part, name, depth + 1));
    const { items } = schema;
    const least = Math.min(schema.minItems ?? 0, MAX_ITEMS);
    const shown = items && !isCut(items) && (schema.maxItems ?? 1) > 0 ? 1 : 0;
    const count = items ? Math.max(least - fixed.length, fixed.length > 0 ? 0 : shown) : 0;
    const rest = Array.from({ length: count }, () =>
      this.of(items || {}, singular(name), depth + 1),
    );
    return [...fixed, ...rest];
  }
}

/** `steps` are made of a `step`. */
function singular(name: string): string {
  return name.length > 2 && name.endsWith('s') ? name.slice(0, -1) : name;
}
