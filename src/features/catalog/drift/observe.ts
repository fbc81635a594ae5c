import {
  ANY_KEY,
  ITEM,
  type JsonSchema,
  partsOf,
  pathText,
  typeOfValue,
  typesOf,
  type ValueType,
} from '../../../lib/schema/index.ts';

/** Of one message; what is beyond is not looked at. */
const MAX_FIELDS = 300;
const MAX_DEPTH = 12;
const MAX_ITEMS = 20;
/** An object with more fields than any schema names them is a map. */
const MAX_NAMED = 40;

/** A field of a body, held against its schema. */
export interface ObservedField {
  /** `data.steps[].name`; ids in the place of a name are `*`. */
  readonly path: string;
  readonly type: ValueType;
  /**
   * `described`: the schema names it. `unknown`: it names others beside it. `free`: it says nothing
   * of what may be there.
   */
  readonly status: 'described' | 'unknown' | 'free';
  /** The types that the schema accepts; null for any. */
  readonly expected: ReadonlySet<ValueType> | null;
  readonly required: boolean;
  /** Within a list or a map, where each item may have other fields. */
  readonly isWithinMany: boolean;
}

/** The fields of a body, each path once; bounded, whatever the body is. */
export function observeFields(schema: JsonSchema, body: unknown): readonly ObservedField[] {
  const fields = new Map<string, ObservedField>();
  visitFields(schema, body, [], fields);
  return [...fields.values()];
}

type Fields = Map<string, ObservedField>;

/** @param schema null where nothing describes the value */
function visitFields(
  schema: JsonSchema | null,
  value: unknown,
  keys: readonly string[],
  fields: Fields,
): void {
  if (keys.length >= MAX_DEPTH || typeof value !== 'object' || value === null) return;
  const parts = schema === null ? noParts : partsByName(schema);
  if (Array.isArray(value)) {
    const item = parts.get(ITEM)?.part ?? null;
    for (const each of value.slice(0, MAX_ITEMS)) visitItem(item, each, [...keys, ITEM], fields);
    return;
  }
  const names = Object.keys(value);
  const isMap = names.length > MAX_NAMED && names.some((name) => !parts.has(name));
  for (const name of names.slice(0, MAX_FIELDS)) {
    const part = parts.get(name) ?? parts.get(ANY_KEY);
    const isData = !parts.has(name) && (isMap || parts.has(ANY_KEY) || looksLikeId(name));
    const below = [...keys, isData ? ANY_KEY : name];
    const field: ObservedField = {
      path: pathText(below),
      type: typeOfValue((value as Readonly<Record<string, unknown>>)[name]),
      status: part ? 'described' : parts.size > 0 ? 'unknown' : 'free',
      expected: part ? typesOf(part.part) : null,
      required: part?.required ?? false,
      isWithinMany: below.some((key) => key === ITEM || key === ANY_KEY),
    };
    if (!add(fields, field)) return;
    // What is within an unknown field is news with it.
    if (field.status === 'unknown') continue;
    visitFields(
      part?.part ?? null,
      (value as Readonly<Record<string, unknown>>)[name],
      below,
      fields,
    );
  }
}

/** Items have no name: only their type and what is in them count. */
function visitItem(
  schema: JsonSchema | null,
  value: unknown,
  keys: readonly string[],
  fields: Fields,
): void {
  const field: ObservedField = {
    path: pathText(keys),
    type: typeOfValue(value),
    status: schema === null ? 'free' : 'described',
    expected: schema === null ? null : typesOf(schema),
    required: false,
    isWithinMany: true,
  };
  if (add(fields, field)) visitFields(schema, value, keys, fields);
}

/** Of several values at one path, one that the schema does not expect is the one to keep. */
function add(fields: Fields, field: ObservedField): boolean {
  const known = fields.get(field.path);
  if (!known && fields.size >= MAX_FIELDS) return false;
  if (!known || (isUnexpected(field) && !isUnexpected(known))) fields.set(field.path, field);
  return true;
}

export const isUnexpected = ({ expected, type }: ObservedField): boolean =>
  expected !== null && !expected.has(type);

type Parts = ReadonlyMap<string, ReturnType<typeof partsOf>[number]>;
const noParts: Parts = new Map();
const known = new WeakMap<JsonSchema, Parts>();

function partsByName(schema: JsonSchema): Parts {
  const found = known.get(schema);
  if (found) return found;
  const parts: Parts = new Map(partsOf(schema).map((part) => [part.name, part]));
  known.set(schema, parts);
  return parts;
}

/** A key that names one of many: a number, a hash, a UUID, a subject, a path, a mail address. */
function looksLikeId(name: string): boolean {
  return (
    name.length > 40 ||
    /[.@/:\s]/.test(name) ||
    /^\d+$/.test(name) ||
    (/\d/.test(name) &&
      (name.length >= 16 || /[-_]\d+$/.test(name) || /^[0-9a-f-]{6,}$/i.test(name)))
  );
}
