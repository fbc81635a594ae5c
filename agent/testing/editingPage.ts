import * as Y from 'yjs';
import type { Authority } from '../../src/lib/editing/Authority.ts';
import { TEXT_NAME } from '../../src/lib/editing/checkUpdate.ts';
import type { UpdateMessage } from '../../src/lib/editing/messages.ts';

/** A page that writes in a document, without a network. */
export class EditingPage {
  readonly doc = new Y.Doc();
  readonly session: string;
  readonly #epoch: string;
  #n = 0;

  constructor(authority: Authority, session = 's1') {
    this.session = session;
    this.#epoch = authority.epoch;
    Y.applyUpdate(this.doc, authority.stateSince(null));
  }

  get text(): Y.Text {
    return this.doc.getText(TEXT_NAME);
  }

  /** The message of a change. */
  edit(change: (text: Y.Text) => void): UpdateMessage {
    const updates: Uint8Array[] = [];
    const note = (update: Uint8Array) => updates.push(update);
    this.doc.on('update', note);
    this.doc.transact(() => change(this.text));
    this.doc.off('update', note);
    this.#n += 1;
    const update = Y.mergeUpdates(updates);
    return { kind: 'update', epoch: this.#epoch, session: this.session, n: this.#n, update };
  }
}
