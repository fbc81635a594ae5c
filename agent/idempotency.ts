import { CommandRefusal } from '../src/lib/messaging/index.ts';

const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 1_000;

/**
 * Remembers what commands answered, refusals included, so that a command that is sent twice (its
 * answer was lost) runs once. One that is refused as 'failed' was not done, and may be tried again.
 * Answers are kept for 10 minutes, the last 1,000 at most.
 * @param now milliseconds
 */
export function createOnce(
  now: () => number = () => performance.now(),
): <T>(key: string | undefined, run: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { readonly answer: Promise<unknown>; readonly until: number }>();
  return <T>(key: string | undefined, run: () => Promise<T>): Promise<T> => {
    if (key === undefined) return run();
    for (const [old, { until }] of kept) {
      if (until > now() && kept.size < MAX_KEPT) break;
      kept.delete(old);
    }
    // A key always comes with the name of its command, so the type is the one it was kept with.
    const known = kept.get(key);
    if (known) return known.answer as Promise<T>;
    const answer = run();
    const entry = { answer, until: now() + KEPT_MS };
    kept.set(key, entry);
    answer.catch((error: unknown) => {
      const wasNotDone = error instanceof CommandRefusal && error.code === 'failed';
      if (wasNotDone && kept.get(key) === entry) kept.delete(key);
    });
    return answer;
  };
}
