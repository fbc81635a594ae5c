/** The previous object if the next has the same content. */
export function keep<T extends object | null>(before: T | undefined, next: T): T {
  if (before == null || next === null) return next;
  const keys = Object.keys(next);
  const isSame =
    keys.length === Object.keys(before).length &&
    keys.every((key) => Object.is(Reflect.get(before, key), Reflect.get(next, key)));
  return isSame ? before : next;
}
