import type { ViewWindow } from './viewWindow.ts';

/** Going back reads at most so many messages again, or for so long. */
const EVERY_MESSAGES = 1_000;
const EVERY_WORK_MS = 250;

/** A view's state at a place of its recording. */
export interface Checkpoint<State> {
  readonly place: number;
  readonly draft: State;
  readonly window: ViewWindow | null;
}

/** States on the way through a recording, so that going back does not begin at its start. */
export class Checkpoints<State> {
  readonly #initial: State;
  #kept: Checkpoint<State>[] = [];
  #workMs = 0;

  constructor(initial: State) {
    this.#initial = initial;
  }

  /**
   * Keeps a state if the last one kept is far enough away.
   * @param workMs how long it took to get here from the state before
   * @returns whether it was kept
   */
  passed(state: Checkpoint<State>, workMs: number): boolean {
    const last = this.#kept.at(-1)?.place ?? 0;
    if (state.place <= last) return false;
    this.#workMs += workMs;
    if (state.place - last < EVERY_MESSAGES && this.#workMs < EVERY_WORK_MS) return false;
    this.#kept.push(state);
    this.#workMs = 0;
    return true;
  }

  /** The last one at a place or before it. */
  before(place: number): Checkpoint<State> {
    const found = this.#kept.findLast((checkpoint) => checkpoint.place <= place);
    return found ?? { place: 0, draft: this.#initial, window: null };
  }

  clear(): void {
    this.#kept = [];
    this.#workMs = 0;
  }
}
