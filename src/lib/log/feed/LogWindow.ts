import type { LogBuffer } from '../LogBuffer.ts';
import type { LogLineInput } from '../logRow.ts';
import type { FeedExtent, FeedReader, FeedState, LogPlace } from './feedTypes.ts';
import type { LogExtent } from './findExtent.ts';
import { FIRST_SPAN } from './pagePlan.ts';
import type { OlderLines } from './readBefore.ts';

/** A reader this close to rows that are about to go keeps them; new lines wait instead. */
const NEAR_THE_EDGE = 2_000;
/** A million lines without a sequence have room between two that have one. */
const NEXT_ORDER = 2 ** -20;

/** Which part of a log its buffer holds, and how that changes. Reads nothing itself. */
export class LogWindow {
  readonly buffer: LogBuffer;
  #state: FeedState = { phase: 'waiting', older: 'nothing', newer: 'nothing' };
  readonly #listeners = new Set<() => void>();
  /** The log's first sequence; null while unknown or without history. */
  #start: number | null = null;
  /** The window holds every line with this sequence or a later one, up to its end. */
  #from: LogPlace = { seq: 1, ordinal: 0 };
  #span = FIRST_SPAN;
  #droppedSeen = 0;
  /** Where the window ends; null while that is the log's end. */
  #away: LogPlace | null = null;
  /** What came while the page was read that leads back to the end. */
  #held: LogLineInput[] | null = null;
  #nextOrdinal = 0;
  /** While the window is elsewhere: what makes ordinals of the log's end numbers, if it is known. */
  #endOffset: { readonly offset: number | null } | null = null;
  /** An ordinal is a live line's place and this; null until the next one tells. */
  #placeZero: number | null = 0;
  /** Where the last live line stands. */
  #lastOrder = 0;

  constructor(buffer: LogBuffer) {
    this.buffer = buffer;
  }

  get state(): FeedState {
    return this.#state;
  }

  set(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins empty, at the end of what is stored. */
  open({ startSeq, tailSeq }: LogExtent): void {
    this.#start = startSeq;
    this.#from = { seq: tailSeq, ordinal: 0 };
    this.#lastOrder = tailSeq - 1;
  }

  get span(): number {
    return this.#span;
  }

  get away(): LogPlace | null {
    return this.#away;
  }

  /** Null without history. */
  extent(): FeedExtent | null {
    if (this.#start === null) return null;
    this.#seeDropped();
    return { start: this.#start, from: this.#from, away: this.#away };
  }

  /** The number of the log's last line, held or not; null while nobody knows. */
  get lastNumber(): number | null {
    const { offset } = this.#endOffset ?? { offset: this.buffer.numberOffset };
    return offset === null ? null : this.#nextOrdinal - 1 + offset;
  }

  /** Whether the window holds the place of a line. */
  covers(seq: number): boolean {
    this.#seeDropped();
    return seq >= this.#from.seq && (this.#away === null || seq < this.#away.seq);
  }

  prepend({ lines, messages, from, span }: OlderLines): void {
    this.buffer.prepend(lines);
    this.#from = { seq: from, ordinal: this.#from.ordinal - messages };
    this.#span = span;
    this.#seePushedOut();
  }

  tellOlder(): void {
    this.set({ older: this.#isAtStart() ? 'nothing' : 'more' });
    if (this.#isAtStart()) this.buffer.setNumberOffset(1 - this.#from.ordinal);
  }

  /** Another part of the log; its first message has the ordinal given. */
  replace(lines: readonly LogLineInput[], from: LogPlace): void {
    this.#endOffset ??= { offset: this.buffer.numberOffset };
    this.buffer.setNumberOffset(null);
    this.buffer.replace(lines);
    this.#from = from;
    this.#span = FIRST_SPAN;
    this.#droppedSeen = this.buffer.dropped;
    this.set({ older: this.#isAtStart() ? 'nothing' : 'more' });
  }

  append(lines: readonly LogLineInput[]): void {
    this.buffer.append(lines, { arrived: false });
    this.#seeDropped();
  }

  /** The window ends here, and not at the log's end. */
  endAt(place: LogPlace): void {
    this.#away = place;
    this.set({ newer: 'more', older: this.#isAtStart() ? 'nothing' : 'more' });
  }

  /** From now on what comes is kept for `attach`. */
  hold(): void {
    this.#held = [];
  }

  letGo(): void {
    this.#held = null;
  }

  /** The window reaches the log's end: joins what was held, and what comes. */
  attach({ seq, ordinal }: LogPlace): void {
    this.#away = null;
    this.#endOffset = null;
    this.#nextOrdinal = ordinal;
    this.#placeZero = null;
    const held = (this.#held ?? []).filter((line) => line.seq === undefined || line.seq >= seq);
    this.#held = null;
    this.append(held.map((line) => ({ ...line, ordinal: this.#nextOrdinal++ })));
    this.set({ newer: 'nothing', older: this.#isAtStart() ? 'nothing' : 'more' });
  }

  /** A live line with its place in this log. @param place among the messages of the follow */
  placed(line: LogLineInput, place: number | undefined): LogLineInput {
    if (place !== undefined) {
      this.#placeZero ??= this.#nextOrdinal - place;
      this.#nextOrdinal = Math.max(this.#nextOrdinal, place + this.#placeZero);
    }
    const ordinal = this.#nextOrdinal++;
    // Without a sequence it stands right after the line before it.
    this.#lastOrder = line.seq ?? this.#lastOrder + NEXT_ORDER;
    return line.seq === undefined
      ? { ...line, order: this.#lastOrder, ordinal }
      : { ...line, ordinal };
  }

  takeLive(lines: readonly LogLineInput[], reader: () => FeedReader): void {
    const [first] = lines;
    if (first === undefined) return;
    if (this.#away === null && this.#mustLeave(lines.length, reader)) {
      this.endAt({ seq: first.seq ?? 0, ordinal: first.ordinal ?? 0 });
    }
    if (this.#away === null) {
      this.buffer.append(lines);
      return this.#seeDropped();
    }
    this.buffer.noteArrived(lines.length);
    if (this.#held !== null) for (const line of lines) this.#held.push(line);
  }

  /** The stream was made anew: nothing of the old one can be loaded. */
  endHistory(): void {
    this.#start = null;
    this.#away = null;
    this.buffer.beginEpoch();
    this.set({ older: 'nothing', newer: 'nothing' });
  }

  #isAtStart(): boolean {
    return this.#start === null || this.#from.seq <= this.#start;
  }

  /** New lines would push out the rows that the reader looks at. */
  #mustLeave(arriving: number, reader: () => FeedReader): boolean {
    const { first, end, capacity } = this.buffer;
    const dropping = end - first + arriving - capacity;
    if (this.#start === null || dropping <= 0) return false;
    const { following, topRow } = reader();
    return !following && topRow - first - dropping < NEAR_THE_EDGE;
  }

  /** Rows that the ring dropped can be loaded again. */
  #seeDropped(): void {
    const { dropped } = this.buffer;
    if (dropped === this.#droppedSeen) return;
    this.#droppedSeen = dropped;
    const { oldest } = this.buffer.edges();
    if (oldest?.seq === undefined || oldest.seq <= this.#from.seq) return;
    this.#from = { seq: oldest.seq, ordinal: oldest.ordinal ?? 0 };
    if (!this.#isAtStart() && this.#state.older === 'nothing') this.set({ older: 'more' });
  }

  /** Older rows pushed newer ones out: the window has left the end. */
  #seePushedOut(): void {
    const { first, end, capacity } = this.buffer;
    const { newest } = this.buffer.edges();
    if (end - first < capacity || newest?.seq === undefined) return;
    const next = (newest.ordinal ?? 0) + 1;
    if (next < (this.#away?.ordinal ?? this.#nextOrdinal)) {
      this.endAt({ seq: newest.seq + 1, ordinal: next });
    }
  }
}
