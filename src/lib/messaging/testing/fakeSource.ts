import type { Delivery } from '../types.ts';
import type { ViewRequest, ViewSink, ViewSource } from '../views/viewSource.ts';

export interface FakeReader extends ViewSink {
  readonly request: ViewRequest;
  isOpen: boolean;
}

export class FakeSource implements ViewSource {
  readonly readers: FakeReader[] = [];
  time = 1_700_000_000_000;

  now(): number {
    return this.time;
  }

  open(request: ViewRequest, sink: ViewSink): () => void {
    const reader: FakeReader = { ...sink, request, isOpen: true };
    this.readers.push(reader);
    return () => {
      reader.isOpen = false;
    };
  }

  get last(): FakeReader {
    const reader = this.readers.at(-1);
    if (!reader) throw new Error('Nothing was opened.');
    return reader;
  }
}

/** Frames that run when a test says so. */
export class FakeFrames {
  readonly #tasks = new Set<() => void>();

  readonly schedule = (task: () => void): (() => void) => {
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  };

  get waiting(): number {
    return this.#tasks.size;
  }

  run(): void {
    const tasks = [...this.#tasks];
    this.#tasks.clear();
    for (const task of tasks) task();
  }
}

/** Events that say only `n`. */
export const numbered = (...numbers: readonly number[]): readonly Delivery[] =>
  numbers.map((n) => ({ event: { n }, meta: { replayed: true } }) as unknown as Delivery);
