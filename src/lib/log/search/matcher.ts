import type { MessageHits, Pattern } from './pattern.ts';
import type { SearchAnswer, SearchJob } from './searchWorker.ts';

/** Matches the lines of messages off the page's thread. */
export interface Matcher {
  /** @throws PatternTooSlow, and Error 'closed' */
  match(messages: readonly string[]): Promise<readonly (MessageHits | null)[]>;
  close(): void;
}

/** The pattern does not end on some line. */
export class PatternTooSlow extends Error {
  override readonly name = 'PatternTooSlow';
}

/** A batch takes milliseconds; a backtracking pattern may never end. */
const LIMIT_MS = 3_000;
/** A busy page gets its answer late. */
const GRACE_MS = 500;

interface Waiting {
  readonly resolve: (found: readonly (MessageHits | null)[]) => void;
  readonly reject: (error: Error) => void;
  readonly job: SearchJob;
}

/** A regular expression can't be interrupted, but its worker can be ended. */
export function createMatcher(pattern: Pattern): Matcher {
  const worker = new Worker(new URL('./searchWorker.ts', import.meta.url), { type: 'module' });
  const waiting: Waiting[] = [];
  let isReady = false;
  let nextId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = (error: Error) => {
    clearTimeout(timer);
    worker.terminate();
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const sendNext = () => {
    clearTimeout(timer);
    const [next] = waiting;
    if (!isReady || next === undefined) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none.
    worker.postMessage(next.job);
    const giveUp = () => end(new PatternTooSlow('The pattern takes too long.'));
    timer = setTimeout(() => (timer = setTimeout(giveUp, GRACE_MS)), LIMIT_MS);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<SearchAnswer>) => {
    if (data.kind === 'ready') isReady = true;
    else waiting.shift()?.resolve(data.found);
    sendNext();
  });
  worker.addEventListener('error', () => end(new Error('The search could not be started.')));
  return {
    match: (messages) =>
      new Promise((resolve, reject) => {
        const job = { id: nextId++, pattern, messages };
        waiting.push({ resolve, reject, job });
        if (waiting.length === 1) sendNext();
      }),
    close: () => end(new Error('closed')),
  };
}
