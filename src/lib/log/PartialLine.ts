/** It is repeated more often than that for as long as it stands. */
const STALE_MS = 6_000;
/** The line itself comes another way, a little after the end of what was shown of it. */
const HANDOVER_MS = 250;

/** What a log's last line shows before it has ended, outside React. */
export class PartialLine {
  #text = '';
  #time = -Infinity;
  #newestLine = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  /** '' while there is none. Fit for useSyncExternalStore, with `subscribe`. */
  getText = (): string => this.#text;

  subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  /**
   * @param text '' when the line has ended
   * @param time the publisher's clock, as of the lines
   */
  show(text: string, time: number): void {
    // Its line overtook it.
    if (time < this.#newestLine) return;
    this.#time = time;
    if (text === '') {
      if (this.#text !== '') this.#clearAfter(HANDOVER_MS);
      return;
    }
    this.#clearAfter(STALE_MS);
    this.#set(text);
  }

  /** A line is there. If it is newer than what is shown, that has become it. */
  lineCame(time: number): void {
    this.#newestLine = Math.max(this.#newestLine, time);
    if (time >= this.#time) this.#clear();
  }

  /** Another log. */
  reset(): void {
    this.#newestLine = -Infinity;
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#set('');
  }

  #clearAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#clear(), ms);
  }

  #set(text: string): void {
    if (this.#text === text) return;
    this.#text = text;
    for (const listener of this.#listeners) listener();
  }
}
