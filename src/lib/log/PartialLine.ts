/** The publisher repeats it more often than that. */
const STALE_MS = 6_000;
/** The finished line arrives a little after the partial one ends. */
const HANDOVER_MS = 250;

/** A log's last line before it has ended. */
export class PartialLine {
  #text = '';
  #time = -Infinity;
  #newestLine = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  /** '' without one. */
  getText = (): string => this.#text;

  subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  /** @param text '' when the line has ended | @param time the publisher's clock, as of the lines */
  show(text: string, time: number): void {
    // The finished line overtook it.
    if (time < this.#newestLine) return;
    this.#time = time;
    if (text === '') {
      if (this.#text !== '') this.#clearAfter(HANDOVER_MS);
      return;
    }
    this.#clearAfter(STALE_MS);
    this.#set(text);
  }

  /** A newer finished line replaces the partial one. */
  lineCame(time: number): void {
    this.#newestLine = Math.max(this.#newestLine, time);
    if (time >= this.#time) this.#clear();
  }

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
