import { ANY_KEY, fieldsOf, ITEM, type SchemaField } from './fields.ts';
import { alternativesOf, isMap, type JsonSchema, typesOf } from './jsonSchema.ts';

/** Which input a field wants. */
export type FieldInput =
  | { readonly kind: 'text'; readonly maxLength?: number }
  | {
      readonly kind: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly whole: boolean;
    }
  | { readonly kind: 'switch' }
  | { readonly kind: 'select'; readonly options: readonly (string | number | boolean)[] }
  /** The schema allows one value. */
  | { readonly kind: 'fixed'; readonly value: unknown }
  /** Lists, maps, alternatives and what is not described: JSON as text. */
  | { readonly kind: 'json' };

/** A field of a form, with its place in the body. */
export interface FormField extends SchemaField {
  readonly input: FieldInput;
  /** Takes null besides. */
  readonly nullable: boolean;
}

/**
 * The fields that a form asks for, one by one: the leaves of the schema's objects. A list, a map or
 * a choice of objects is one field, as JSON.
 */
export function formFields(schema: JsonSchema): readonly FormField[] {
  const whole: string[] = [];
  const fields: FormField[] = [];
  for (const field of fieldsOf(schema).fields) {
    if (field.keys.some((key) => key === ITEM || key === ANY_KEY)) continue;
    if (whole.some((path) => field.path.startsWith(`${path}.`))) continue;
    if (hasNamedFields(field.schema)) continue;
    whole.push(field.path);
    fields.push({
      ...field,
      input: inputFor(field.schema),
      nullable: typesOf(field.schema)?.has('null') ?? false,
    });
  }
  return fields;
}

function hasNamedFields(schema: JsonSchema): boolean {
  const [only, ...others] = alternativesOf(schema);
  return others.length === 0 && !isMap(schema) && Object.keys(only?.properties ?? {}).length > 0;
}

export function inputFor(schema: JsonSchema): FieldInput {
  const options = alternativesOf(schema).filter((option) => option.type !== 'null');
  const [only] = options;
  if (!only) return { kind: 'json' };
  if (options.length === 1 && only.const !== undefined) return { kind: 'fixed', value: only.const };
  const choices = options.map(
    (option) => option.enum ?? ('const' in option ? [option.const] : null),
  );
  if (choices.every((choice) => choice?.every(isPlain))) {
    return { kind: 'select', options: choices.flatMap((choice) => choice ?? []).filter(isPlain) };
  }
  const [type, ...others] = typesOf({ anyOf: options }) ?? [];
  if (type === undefined || others.length > 0) return { kind: 'json' };
  if (type === 'boolean') return { kind: 'switch' };
  if (type === 'string') {
    const longest = options.length === 1 ? only.maxLength : undefined;
    return { kind: 'text', ...(longest === undefined ? {} : { maxLength: longest }) };
  }
  if (type !== 'number' || options.length > 1) return { kind: 'json' };
  return {
    kind: 'number',
    whole: only.type === 'integer',
    ...(only.minimum === undefined ? {} : { min: only.minimum }),
    ...(only.maximum === undefined ? {} : { max: only.maximum }),
  };
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
