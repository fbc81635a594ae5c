import type { CopyStore, Draft } from './clientTypes.ts';
import type { EditingViews } from './EditingViews.ts';

/** Shows and keeps what could not be put into a file, until the person has seen to it. */
export class DraftKeeper {
  readonly #store: CopyStore;
  readonly #views: EditingViews;

  constructor(store: CopyStore, views: EditingViews) {
    this.#store = store;
    this.#views = views;
  }

  add(draft: Draft): void {
    this.#set([...this.#views.view.drafts, draft]);
  }

  dismiss(draft: Draft): void {
    this.#set(this.#views.view.drafts.filter((one) => one !== draft));
  }

  #set(drafts: readonly Draft[]): void {
    this.#views.set({ drafts });
    void this.#store.saveDrafts(drafts).catch(() => undefined);
  }
}
