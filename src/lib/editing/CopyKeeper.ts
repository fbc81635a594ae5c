import type { Clock } from '../messaging/index.ts';
import type { CopyStore, StoredCopy } from './clientTypes.ts';

/** Writes a page's copy again and again, the latest after the one before is written. */
export class CopyKeeper {
  readonly #clock: Clock;
  readonly #store: CopyStore;
  readonly #latest: () => Omit<StoredCopy, 'version'> | null;
  readonly #onWritten: (isKept: boolean) => void;
  #version = 0;
  #cancel: (() => void) | null = null;
  #writing: Promise<boolean> | null = null;
  #isStale = false;

  /**
   * @param latest what is to be written; null for nothing
   * @param onWritten says after each attempt whether the store took it
   */
  constructor(
    clock: Clock,
    store: CopyStore,
    latest: () => Omit<StoredCopy, 'version'> | null,
    onWritten: (isKept: boolean) => void,
  ) {
    this.#onWritten = onWritten;
    this.#clock = clock;
    this.#store = store;
    this.#latest = latest;
  }

  writeAfter(delayMs: number): void {
    this.#cancel ??= this.#clock.after(delayMs, () => void this.write());
  }

  /** @returns whether the latest is written */
  write(): Promise<boolean> {
    this.cancel();
    this.#isStale = true;
    this.#writing ??= this.#writeLatest().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  /** Removes these once what they held is written. */
  async writeInsteadOf(former: readonly StoredCopy[]): Promise<void> {
    if (!(await this.write())) return;
    for (const stored of former) await this.#store.remove(stored).catch(() => undefined);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #writeLatest(): Promise<boolean> {
    let isWritten = false;
    while (this.#isStale) {
      this.#isStale = false;
      const latest = this.#latest();
      if (!latest) return false;
      this.#version += 1;
      isWritten = await this.#store.save({ ...latest, version: this.#version }).then(
        () => true,
        // A full disk or a private window: what is typed is still sent.
        () => false,
      );
      this.#onWritten(isWritten);
    }
    return isWritten;
  }
}
