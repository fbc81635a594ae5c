export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/** The part of JSON Schema that Slate reads: a finite tree without references. */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly $comment?: string;
}

/** The JSON type of a value; integers are numbers. */
export type ValueType = Exclude<JsonType, 'integer'>;

export function typeOfValue(value: unknown): ValueType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Either schema's alternatives, or the schema itself. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  return alternatives && alternatives.length > 0 ? alternatives.flatMap(alternativesOf) : [schema];
}

/** The JSON types that a schema accepts; null if it does not say. */
export function typesOf(schema: JsonSchema): ReadonlySet<ValueType> | null {
  const types = new Set<ValueType>();
  for (const alternative of alternativesOf(schema)) {
    const own = ownTypes(alternative);
    if (own === null) return null;
    for (const type of own) types.add(type);
  }
  return types;
}

function ownTypes(schema: JsonSchema): readonly ValueType[] | null {
  if (schema.const !== undefined) return [typeOfValue(schema.const)];
  if (schema.enum) return [...new Set(schema.enum.map(typeOfValue))];
  if (schema.type !== undefined) {
    const types: readonly JsonType[] =
      typeof schema.type === 'string' ? [schema.type] : schema.type;
    return types.map((type) => (type === 'integer' ? 'number' : type));
  }
  // Every part of an intersection must accept a value, so one that says its type is enough.
  for (const part of schema.allOf ?? []) {
    const types = typesOf(part);
    if (types) return [...types];
  }
  return null;
}

/** What an intersection asks of an object, as one schema; other schemas as they are. */
export function merged(schema: JsonSchema): JsonSchema {
  if (!schema.allOf) return schema;
  const { allOf, ...rest } = schema;
  return [rest, ...allOf.map(merged)].reduce((a, b) => ({
    ...a,
    ...b,
    ...(a.properties || b.properties ? { properties: { ...a.properties, ...b.properties } } : {}),
    required: [...new Set([...(a.required ?? []), ...(b.required ?? [])])],
  }));
}

/** An object whose keys are data, such as ids: a map, not a record with named fields. */
export function isMap(schema: JsonSchema): boolean {
  return (
    typeof schema.additionalProperties === 'object' &&
    Object.keys(schema.properties ?? {}).length === 0 &&
    (schema.propertyNames !== undefined || Object.keys(schema.additionalProperties).length > 0)
  );
}
