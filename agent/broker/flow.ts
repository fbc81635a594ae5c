import { setTimeout as sleep } from 'node:timers/promises';

/** What flow control looks at. */
export interface Backlog {
  /**
   * Events that are on their way to a stream. Those that only wait for a server with JetStream must
   * not count: if none ever comes, every build would hang.
   */
  queued(): number;
  /** Characters of log messages that are not stored yet. */
  chars(): number;
}

/** Above this many unsent events the children's output is left in their pipes. */
export const PAUSE_ABOVE = 20_000;
/** Lines may be long: this many characters count as too much, whatever their number. */
export const PAUSE_ABOVE_CHARS = 16_000_000;
/** Well below, so that reading does not stutter at the border. */
const RESUME_SHARE = 0.5;
const POLL_MS = 20;
/** Asking the outbox for every line of a fast child would cost more than publishing it. */
const CHECK_EVERY = 64;

/**
 * Tells whether more may be published now: undefined for yes, else a promise for when. This is
 * what bounds the agent's memory while a child writes faster than the server stores, or while
 * there is no server: the child's own writes block instead.
 */
export function createFlow(backlog: Backlog): () => Promise<void> | undefined {
  let pausing: Promise<void> | undefined;
  let calls = 0;
  const isAbove = (share: number) =>
    backlog.queued() > PAUSE_ABOVE * share || backlog.chars() > PAUSE_ABOVE_CHARS * share;
  const drained = async () => {
    while (isAbove(RESUME_SHARE)) await sleep(POLL_MS);
    pausing = undefined;
  };
  return () => {
    calls += 1;
    if (pausing === undefined && calls % CHECK_EVERY === 0 && isAbove(1)) pausing = drained();
    return pausing;
  };
}
