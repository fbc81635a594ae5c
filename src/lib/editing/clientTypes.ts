import type { Clock } from '../messaging/index.ts';
import type { ClientDocument, DocumentCopy, SessionName } from './ClientDocument.ts';
import type { EditorState } from './clientState.ts';

export interface OpenRequest {
  /** Those that will write. */
  readonly sessions: readonly SessionName[];
  readonly known: { readonly epoch: string; readonly vector: Uint8Array } | null;
}

export type OpenAnswer =
  | {
      readonly kind: 'shared';
      readonly epoch: string;
      readonly docSeq: number;
      readonly savedSeq: number;
      /** What the known copy lacks; everything if its epoch is another. */
      readonly state: Uint8Array;
      readonly hash: string;
      readonly readOnly: string | null;
    }
  /** A file that can't be shared text; `text` is what can be shown of it. */
  | { readonly kind: 'plain'; readonly reason: string; readonly text: string | null };

/** The way to the authority. */
export interface EditorTransport {
  /**
   * @throws Unreachable while nothing answers: it is tried again. Any other error is final, and its
   * message is shown.
   */
  open(request: OpenRequest): Promise<OpenAnswer>;
  /** Sends one chunk, or drops it while there is no connection. */
  send(chunk: Uint8Array): void;
  /** Chunks from the authority. Returns the undo. */
  onChunk(listener: (chunk: Uint8Array) => void): () => void;
  isLive(): boolean;
  /** Calls when `isLive` changes. Returns the undo. */
  onLive(listener: () => void): () => void;
}

/** The authority can't be reached now. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Text of this person that is not in the file. */
export interface Draft {
  readonly text: string;
  readonly reason: string;
}

/** What the page keeps of an open file over a reload; by its session. */
export interface StoredCopy {
  readonly session: string;
  readonly copy: DocumentCopy;
  readonly readOnly: string | null;
  /** A number that grows with each write of a session. */
  readonly version: number;
}

export interface CopyStore {
  /** The latest written first. */
  load(): Promise<readonly StoredCopy[]>;
  save(stored: StoredCopy): Promise<void>;
  /** Removes what was loaded, unless it was written since. */
  remove(stored: StoredCopy): Promise<void>;
  loadDrafts(): Promise<readonly Draft[]>;
  saveDrafts(drafts: readonly Draft[]): Promise<void>;
}

export interface EditingView {
  readonly state: EditorState;
  /** Replaced when the document begins again. */
  readonly document: ClientDocument | null;
  /** Of a file that is no shared text. */
  readonly plainText: string | null;
  /** The oldest first. */
  readonly drafts: readonly Draft[];
  /** The store takes copies: what is typed survives the tab. */
  readonly isKept: boolean;
}

export interface EditingClientOptions {
  readonly transport: EditorTransport;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A random number of 32 bits. */
  readonly newClientId: () => number;
  readonly store: CopyStore;
}
