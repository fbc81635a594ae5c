import { type EditorChange, nextState } from './clientState.ts';
import type { EditingView } from './clientTypes.ts';

/** What a page shows of an open file, and who wants to know when it changes. */
export class EditingViews {
  view: EditingView = {
    state: { status: 'idle' },
    document: null,
    plainText: null,
    drafts: [],
    isKept: true,
  };
  readonly #listeners = new Set<() => void>();

  get isClosed(): boolean {
    return this.view.state.status === 'closed';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(change: EditorChange): void {
    const state = nextState(this.view.state, change);
    if (state !== this.view.state) this.set({ state });
  }

  noteKept(isKept: boolean): void {
    if (isKept !== this.view.isKept) this.set({ isKept });
  }

  set(part: Partial<EditingView>): void {
    this.view = { ...this.view, ...part };
    for (const listener of this.#listeners) listener();
  }
}
