/** Waits until `condition` is true (or truthy), looking again every few milliseconds. */
export async function until<T>(
  condition: () => T | Promise<T>,
  timeoutMs = 10_000,
  what = condition.toString(),
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
