/**
 * The entry of a record whose keys come from outside, such as ids: `constructor` and whatever else
 * every object inherits are no entries.
 */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
