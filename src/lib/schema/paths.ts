/** A step into a value: a field's name, or a place in a list. */
export type Key = string | number;

/** What is at a path, or undefined. */
export function valueAt(value: unknown, path: readonly Key[]): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as Readonly<Record<Key, unknown>>)[key];
  }
  return part;
}

/**
 * A copy with `next` at a path; undefined takes the field away. What is missing on the way is made,
 * what is in the way is replaced; nothing else changes.
 */
export function setAt(value: unknown, path: readonly Key[], next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (typeof key === 'number') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    if (next === undefined && rest.length === 0) return items.toSpliced(key, 1);
    const copy = [...items];
    copy[key] = setAt(items[key], rest, next);
    return copy;
  }
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [],
  );
  if (next === undefined && !fields.has(key)) return Object.fromEntries(fields);
  const part = setAt(fields.get(key), rest, next);
  if (part === undefined) fields.delete(key);
  else fields.set(key, part);
  // Not by assignment, which would take a key `__proto__` for the prototype.
  return Object.fromEntries(fields);
}
