import type { JsonSchema } from '../jsonSchema.ts';

/** Field names that readers of such documents take for a reference or for a prototype. */
const unwritable = ['$ref', '__proto__'];

type Json = Readonly<Record<string, unknown>>;

/** As JSON Schema draft 7, which AsyncAPI schemas are: there a list of fixed items is written otherwise. */
export function toDraft7({ prefixItems, items, ...schema }: JsonSchema): Json {
  const one = (part: unknown): unknown =>
    typeof part === 'object' && part !== null ? toDraft7(part) : part;
  const draft: Record<string, unknown> = { ...schema };
  for (const key of ['additionalProperties', 'propertyNames', 'not'] as const) {
    if (schema[key] !== undefined) draft[key] = one(schema[key]);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) {
    if (schema[key]) draft[key] = schema[key].map(one);
  }
  if (schema.properties) {
    const named = Object.entries(schema.properties).filter(([name]) => !unwritable.includes(name));
    draft.properties = Object.fromEntries(named.map(([name, part]) => [name, one(part)]));
    draft.required = (schema.required ?? []).filter((name) => !unwritable.includes(name));
  }
  if (prefixItems) {
    draft.items = prefixItems.map(one);
    draft.additionalItems = items === undefined ? true : one(items);
  } else if (items !== undefined) draft.items = one(items);
  return draft;
}
