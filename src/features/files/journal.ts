import { applyFileEvents, type Directory, type FileEvent } from './model.ts';

/**
 * Events that arrive while directories are being read: an answer in several pages, or one that was
 * overtaken by an event, may lack them.
 */
export class FileJournal {
  #events: FileEvent[] = [];
  #reads = 0;

  add(events: readonly FileEvent[]): void {
    if (this.#reads > 0) this.#events.push(...events);
  }

  /** Reads a directory and brings it up to date. */
  async read(run: () => Promise<Directory>): Promise<Directory> {
    const from = this.#events.length;
    this.#reads += 1;
    try {
      return applyFileEvents(await run(), this.#events.slice(from));
    } finally {
      this.#reads -= 1;
      if (this.#reads === 0) this.#events = [];
    }
  }
}
