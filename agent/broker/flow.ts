/** Events of all children that are on their way to a stream; what is above stays in their pipes. */
export const MAX_EVENTS = 20_000;
/** Lines may be long: so many characters count as too much, whatever their number. */
export const MAX_CHARS = 16_000_000;
/** Well below, so that reading does not stutter at the border. */
const RESUME_SHARE = 0.5;

/** Flow control of one child. */
export interface Flow {
  /** Counts an event until it is stored, or never will be. `stored` never rejects. */
  add(stored: Promise<void>, chars: number): void;
  /** Undefined if more may be read now, else a promise for when. */
  wait(): Promise<void> | undefined;
}

/**
 * Makes the flow control of an agent's children. It bounds the agent's memory while a child writes
 * faster than the server stores, or while there is no server: the child's own writes block instead.
 * The limits are shared evenly by the children that have anything under way, so that a chatty one
 * holds up no other.
 */
export function createFlows(limits = { events: MAX_EVENTS, chars: MAX_CHARS }): () => Flow {
  /** Children with something under way. */
  let busy = 0;
  return () => {
    let events = 0;
    let chars = 0;
    let pause: PromiseWithResolvers<void> | null = null;
    const isAbove = (share: number) => {
      const part = share / Math.max(1, busy);
      return events > limits.events * part || chars > limits.chars * part;
    };
    return {
      add(stored, added) {
        if (events === 0) busy += 1;
        events += 1;
        chars += added;
        void stored.then(() => {
          events -= 1;
          chars -= added;
          if (events === 0) busy -= 1;
          if (pause === null || isAbove(RESUME_SHARE)) return;
          pause.resolve();
          pause = null;
        });
      },
      wait() {
        if (pause === null && isAbove(1)) pause = Promise.withResolvers<void>();
        return pause?.promise;
      },
    };
  };
}
