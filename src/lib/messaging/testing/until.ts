/** A limit for hangs, not a measure of speed: long enough for two busy cores. */
export const PATIENCE_MS = 45_000;

/** Waits until `condition` is true (or truthy), looking again every few milliseconds. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what = condition.toString(),
): Promise<NonNullable<T>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${PATIENCE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
