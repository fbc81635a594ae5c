import { isCut, TOKEN_SOURCE } from './describeSchema.ts';
import { alternativesOf, isMap, type JsonSchema, merged, typesOf } from './jsonSchema.ts';

export const MAX_FIELDS = 500;

/** Steps of a field's path that stand for many: every item of a list, every key of a map. */
export const ITEM = '[]';
export const ANY_KEY = '*';

/** One row of a table of fields. */
export interface SchemaField {
  /** `data.steps[].name` */
  readonly path: string;
  /** The same, in steps; `ITEM` and `ANY_KEY` stand for many. */
  readonly keys: readonly string[];
  /** “string”, “number or null”, “list of object” */
  readonly type: string;
  /** Among the fields beside it: its parent may be left out all the same. */
  readonly required: boolean;
  /** What else it asks for: “0 to 100”, “one of “a”, “b””. */
  readonly limits: readonly string[];
  readonly description: string;
  readonly schema: JsonSchema;
}

export interface SchemaFields {
  readonly fields: readonly SchemaField[];
  /** There are more than are listed. */
  readonly truncated: boolean;
}

/** The fields of an object's schema, parents before their parts, at most `MAX_FIELDS`. */
export function fieldsOf(schema: JsonSchema, max = MAX_FIELDS): SchemaFields {
  const rows = new Map<string, SchemaField>();
  let truncated = false;
  const walk = (parent: JsonSchema, keys: readonly string[]) => {
    for (const { name, part, required } of partsOf(parent)) {
      const below = [...keys, name];
      // An item is described by its list's row.
      if (name !== ITEM) {
        if (rows.size >= max) {
          truncated = true;
          return;
        }
        const row = fieldRow(below, part, required);
        rows.set(row.path, row);
      }
      if (isCut(part)) truncated = true;
      walk(part, below);
    }
  };
  walk(schema, []);
  return { fields: [...rows.values()], truncated };
}

interface Part {
  readonly name: string;
  readonly part: JsonSchema;
  readonly required: boolean;
}

/** The parts of a schema by name; of alternatives, all of them, required where each requires it. */
export function partsOf(schema: JsonSchema): readonly Part[] {
  const parts = new Map<string, { options: JsonSchema[]; required: number }>();
  const shapes = alternativesOf(schema)
    .map(merged)
    .filter((shape) => shape.type !== 'null');
  for (const shape of shapes) {
    for (const [name, part] of ownParts(shape)) {
      const known = parts.get(name) ?? { options: [], required: 0 };
      known.options.push(part);
      if (shape.required?.includes(name)) known.required += 1;
      parts.set(name, known);
    }
  }
  return [...parts].map(([name, { options, required }]) => ({
    name,
    part: options.length === 1 && options[0] ? options[0] : { anyOf: options },
    required: required === shapes.length,
  }));
}

function ownParts(shape: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const parts: (readonly [string, JsonSchema])[] = Object.entries(shape.properties ?? {});
  if (isMap(shape) && typeof shape.additionalProperties === 'object') {
    parts.push([ANY_KEY, shape.additionalProperties]);
  }
  const items = [...(shape.prefixItems ?? []), ...(shape.items ? [shape.items] : [])];
  if (items.length === 1 && items[0]) parts.push([ITEM, items[0]]);
  if (items.length > 1) parts.push([ITEM, { anyOf: items }]);
  return parts;
}

/** `data.steps[].name` */
export function pathText(keys: readonly string[]): string {
  return keys.reduce(
    (path, key) => (key === ITEM || path === '' ? path + key : `${path}.${key}`),
    '',
  );
}

function fieldRow(keys: readonly string[], part: JsonSchema, required: boolean): SchemaField {
  return {
    path: pathText(keys),
    keys,
    type: typeText(part),
    required,
    limits: limitsOf(part),
    description: part.description ?? '',
    schema: part,
  };
}

/** A schema's type in words. */
export function typeText(schema: JsonSchema): string {
  const words = alternativesOf(schema).map((option) => {
    const shape = merged(option);
    const types = typesOf(shape);
    if (types === null) return 'anything';
    if (types.has('array')) {
      const item = shape.items ? typeText(shape.items) : 'anything';
      return `list of ${item}`;
    }
    if (isMap(shape) && typeof shape.additionalProperties === 'object') {
      return `map of ${typeText(shape.additionalProperties)}`;
    }
    return shape.type === 'integer' ? 'integer' : [...types].join(' or ');
  });
  return [...new Set(words)].join(' or ');
}

/** 2^53 and the last time that a date can hold are no limits that anyone reads. */
const isTelling = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < 8.64e15;

function limitsOf(schema: JsonSchema): readonly string[] {
  const options = alternativesOf(schema).map(merged);
  return [...new Set(options.flatMap(ownLimits))];
}

function ownLimits(shape: JsonSchema): readonly string[] {
  const limits: string[] = [];
  if (shape.const !== undefined) limits.push(`always ${JSON.stringify(shape.const)}`);
  else if (shape.enum)
    limits.push(`one of ${shape.enum.map((one) => JSON.stringify(one)).join(', ')}`);
  limits.push(...rangeText(shape));
  if (shape.multipleOf !== undefined) limits.push(`a multiple of ${shape.multipleOf}`);
  if (shape.pattern === TOKEN_SOURCE) limits.push('1 to 64 letters, digits, “_” or “-”');
  else if (shape.format !== undefined) limits.push(shape.format);
  else if (shape.pattern !== undefined) limits.push(`matches ${shape.pattern}`);
  limits.push(...countText(shape.minLength, shape.maxLength, 'character'));
  limits.push(...countText(shape.minItems, shape.maxItems, 'item'));
  return limits;
}

function rangeText(shape: JsonSchema): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = shape;
  const low = isTelling(minimum) ? minimum : undefined;
  const high = isTelling(maximum) ? maximum : undefined;
  const texts: string[] = [];
  if (low !== undefined && high !== undefined) texts.push(`${low} to ${high}`);
  else if (low !== undefined) texts.push(`at least ${low}`);
  else if (high !== undefined) texts.push(`at most ${high}`);
  if (isTelling(exclusiveMinimum)) texts.push(`more than ${exclusiveMinimum}`);
  if (isTelling(exclusiveMaximum)) texts.push(`less than ${exclusiveMaximum}`);
  return texts;
}

function countText(least: number | undefined, most: number | undefined, what: string) {
  const plural = (count: number) => `${count} ${what}${count === 1 ? '' : 's'}`;
  if (least !== undefined && most !== undefined && least !== most)
    return [`${least} to ${plural(most)}`];
  if (least !== undefined && least === most) return [plural(least)];
  if (least !== undefined && least > 0) return [`at least ${plural(least)}`];
  return most === undefined ? [] : [`at most ${plural(most)}`];
}
