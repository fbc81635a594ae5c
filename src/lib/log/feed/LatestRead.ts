/** One page at a time: who goes elsewhere no longer waits for the last one. */
export class LatestRead {
  #reading: AbortController | null = null;

  get isBusy(): boolean {
    return this.#reading !== null;
  }

  abort(): void {
    this.#reading?.abort();
  }

  /** Runs in place of what is being read, whose signal is aborted. @throws what `work` throws */
  async run(work: (signal: AbortSignal) => Promise<void>, onEnd: () => void): Promise<void> {
    this.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      await work(reading.signal);
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
        onEnd();
      }
    }
  }
}
