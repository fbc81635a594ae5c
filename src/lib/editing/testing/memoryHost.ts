import { FakeClock } from '../../messaging/testing/fakeClock.ts';
import { Authority } from '../Authority.ts';
import { ChunkAssembler, toChunks } from '../chunks.ts';
import { diffLines } from '../diff.ts';
import { EditingClient } from '../EditingClient.ts';
import {
  type CopyStore,
  type Draft,
  type EditorTransport,
  type OpenAnswer,
  type OpenRequest,
  type StoredCopy,
  Unreachable,
} from '../clientTypes.ts';
import { type AuthorityMessage, decodeMessage, encodeMessage } from '../messages.ts';
import { Random } from './random.ts';

/** How badly a network treats a message: each is a probability. */
export interface Weather {
  readonly drop: number;
  readonly double: number;
  /** A message waits for up to this time, so that later ones pass it. */
  readonly delayMs: number;
}

const calm: Weather = { drop: 0, double: 0, delayMs: 0 };

/** An authority in memory, pages that edit with it, and a network between them. */
export class MemoryHost {
  readonly clock = new FakeClock();
  readonly random: Random;
  authority: Authority;
  readOnly: string | null = null;
  /** The journal's disk is full. */
  isFull = false;
  /** False: nothing answers, as if the agent were gone. */
  isUp = true;
  weather: Weather = calm;
  readonly #assemblers = new Map<string, ChunkAssembler>();
  readonly #pages: MemoryPage[] = [];
  readonly #keep = () => {
    if (this.isFull) throw new Error('the disk is full');
  };
  #ids = 0;

  constructor(text: string, seed = 1, epoch = 'e1') {
    this.random = new Random(seed);
    this.authority = Authority.begin(epoch, text);
  }

  newId = (): string => `id${++this.#ids}`;

  page(userId: string, store: CopyStore = new MemoryStore()): MemoryPage {
    const page = new MemoryPage(this, userId, store);
    this.#pages.push(page);
    return page;
  }

  open(request: OpenRequest, userId: string): OpenAnswer {
    const { authority } = this;
    const isKnown = request.known?.epoch === authority.epoch;
    if (isKnown || !request.known) {
      for (const session of request.sessions) authority.openSession({ ...session, userId });
    }
    return {
      kind: 'shared',
      epoch: authority.epoch,
      docSeq: authority.docSeq,
      savedSeq: authority.savedSeq,
      state: authority.stateSince(isKnown ? (request.known?.vector ?? null) : null),
      hash: authority.hash,
      readOnly: this.readOnly,
    };
  }

  receive(chunk: Uint8Array, userId: string): void {
    if (!this.isUp) return;
    const assembler = this.#assemblers.get(userId) ?? new ChunkAssembler();
    this.#assemblers.set(userId, assembler);
    const assembled = assembler.add(chunk, this.clock.monotonic());
    if (assembled.kind !== 'complete') return;
    const decoded = decodeMessage(assembled.message);
    if (!decoded.ok || decoded.message.kind !== 'update') return;
    const { message } = decoded;
    const { epoch, docSeq } = this.authority;
    const { session, n } = message;
    const submitted = this.readOnly
      ? ({ kind: 'refused', reason: 'read-only' } as const)
      : this.authority.submit(message, userId, this.clock.monotonic(), this.#keep);
    switch (submitted.kind) {
      case 'applied':
        this.publish({ ...submitted.entry, kind: 'applied', epoch, session, n });
        return;
      case 'known':
        this.publish({ kind: 'applied', epoch, docSeq, session, n, update: new Uint8Array() });
        return;
      case 'refused':
        this.publish({ kind: 'refused', epoch, session, n, reason: submitted.reason });
    }
  }

  /** The file on disk has become this text. */
  editDisk(text: string): void {
    const entry = this.authority.mergeDisk(diffLines(this.authority.shadowText, text), this.#keep);
    if (!entry) return;
    const { epoch } = this.authority;
    this.publish({ ...entry, kind: 'applied', epoch, session: '', n: 0 });
  }

  digest(): void {
    const { epoch, docSeq, savedSeq, hash } = this.authority;
    this.publish({ kind: 'digest', epoch, docSeq, savedSeq, hash });
  }

  save(): void {
    const { docSeq, epoch } = this.authority;
    this.authority.markSaved(docSeq);
    this.publish({ kind: 'saved', epoch, docSeq });
  }

  publish(message: AuthorityMessage): void {
    for (const chunk of toChunks(encodeMessage(message), this.newId())) {
      for (const page of this.#pages) this.carry(() => page.deliver(chunk));
    }
  }

  /** Brings a message to its place, as the weather lets it. */
  carry(deliver: () => void): void {
    const { drop, double, delayMs } = this.weather;
    if (this.random.chance(drop)) return;
    const copies = this.random.chance(double) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.clock.after(this.random.below(delayMs + 1), deliver);
    }
  }
}

/** A tab with the file open. */
export class MemoryPage implements EditorTransport {
  readonly client: EditingClient;
  readonly userId: string;
  readonly store: CopyStore;
  readonly #host: MemoryHost;
  readonly #chunks = new Set<(chunk: Uint8Array) => void>();
  readonly #live = new Set<() => void>();
  #isOnline = true;

  constructor(host: MemoryHost, userId: string, store: CopyStore) {
    this.#host = host;
    this.userId = userId;
    this.store = store;
    this.client = new EditingClient({
      transport: this,
      clock: host.clock,
      newId: host.newId,
      newClientId: () => host.random.below(2 ** 32),
      store,
    });
  }

  get text(): string {
    return this.client.getView().document?.text.toJSON() ?? '';
  }

  get status(): string {
    return this.client.getView().state.status;
  }

  set online(isOnline: boolean) {
    this.#isOnline = isOnline;
    for (const listener of this.#live) listener();
  }

  /** Types like a person: replaces `remove` units at `at`. */
  type(at: number, insert: string, remove = 0): void {
    const { document } = this.client.getView();
    if (!document) throw new Error('it is not open');
    document.live.transact(() => {
      if (remove > 0) document.text.delete(at, remove);
      if (insert !== '') document.text.insert(at, insert);
    }, 'typing');
  }

  async open(request: OpenRequest): Promise<OpenAnswer> {
    if (!this.#isOnline || !this.#host.isUp) throw new Unreachable('gone');
    const answer = this.#host.open(request, this.userId);
    await new Promise<void>((resolve) => this.#host.clock.after(1, resolve));
    return answer;
  }

  send(chunk: Uint8Array): void {
    if (this.#isOnline) this.#host.carry(() => this.#host.receive(chunk, this.userId));
  }

  deliver(chunk: Uint8Array): void {
    if (!this.#isOnline) return;
    for (const listener of this.#chunks) listener(chunk);
  }

  onChunk(listener: (chunk: Uint8Array) => void): () => void {
    this.#chunks.add(listener);
    return () => this.#chunks.delete(listener);
  }

  isLive(): boolean {
    return this.#isOnline;
  }

  onLive(listener: () => void): () => void {
    this.#live.add(listener);
    return () => this.#live.delete(listener);
  }
}

/** What a browser keeps, in memory. */
export class MemoryStore implements CopyStore {
  readonly copies = new Map<string, StoredCopy>();
  drafts: readonly Draft[] = [];

  async load(): Promise<readonly StoredCopy[]> {
    return [...this.copies.values()].toReversed();
  }

  async save(stored: StoredCopy): Promise<void> {
    this.copies.delete(stored.session);
    this.copies.set(stored.session, stored);
  }

  async remove({ session, version }: StoredCopy): Promise<void> {
    if (this.copies.get(session)?.version === version) this.copies.delete(session);
  }

  async loadDrafts(): Promise<readonly Draft[]> {
    return this.drafts;
  }

  async saveDrafts(drafts: readonly Draft[]): Promise<void> {
    this.drafts = drafts;
  }
}
