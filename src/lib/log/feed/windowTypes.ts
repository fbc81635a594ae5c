import type { FollowFrom } from '../../messaging/index.ts';
import type { LogLineInput } from '../rows.ts';
import type { FeedState, LogPlace } from './feedTypes.ts';
import type { LogExtent } from './findExtent.ts';
import type { OlderPage, PageOn } from './pages.ts';

/** A page that is wanted. One is read at a time. */
export type PageRead =
  | { readonly kind: 'older'; readonly target: number }
  | { readonly kind: 'newer' }
  | { readonly kind: 'jump'; readonly seq: number }
  /** `isSkip`: the reader follows, and is too far behind for all lines between to be read. */
  | { readonly kind: 'end'; readonly target: number; readonly isSkip: boolean };

export interface WindowState {
  readonly edges: FeedState;
  /** The log's first sequence; null while unknown or without history. */
  readonly start: number | null;
  /** Every line from here on is loaded … */
  readonly from: LogPlace;
  /** … up to here; null while that is the log's end. */
  readonly away: LogPlace | null;
  readonly span: number;
  readonly read: PageRead | null;
  /** What came since a page was asked for that may lead to the end; null while there is none. */
  readonly held: readonly (readonly LogLineInput[])[] | null;
  readonly nextSeq: number | null;
  readonly nextOrdinal: number;
  /** A live line's ordinal is its place and this; null until the next one shows it. */
  readonly placeZero: number | null;
  readonly lastOrder: number;
  /** What makes ordinals numbers; null while unknown. */
  readonly offset: number | null;
  /** While the loaded lines have ordinals of their own: the offset of the log's end. */
  readonly endOffset: { readonly offset: number | null } | null;
  /** Invalid messages were counted from this sequence on. */
  readonly countedFrom: number;
}

export type WindowEvent =
  | { readonly kind: 'opened'; readonly extent: LogExtent | null }
  | { readonly kind: 'wanted'; readonly read: PageRead }
  | {
      readonly kind: 'older-page';
      readonly read: PageRead;
      readonly page: OlderPage | null;
      /** Where the loaded lines began when it was asked for. */
      readonly joins: number;
    }
  | {
      readonly kind: 'page';
      readonly read: PageRead;
      readonly page: PageOn;
      /** Where the page begins that takes the place of all; null for one that joins them. */
      readonly from: LogPlace | null;
    }
  | { readonly kind: 'failed'; readonly read: PageRead }
  | {
      readonly kind: 'live';
      readonly lines: readonly LogLineInput[];
      /** Among the messages of the follow. */
      readonly places: readonly (number | undefined)[];
      readonly nextSeq: number | null;
      /** The rows between the reader and those that these push out; null while following. */
      readonly rowsLeft: number | null;
    }
  | { readonly kind: 'dropped'; readonly oldest: LogLineInput | undefined }
  | { readonly kind: 'pushed-out'; readonly newest: LogLineInput | undefined }
  | { readonly kind: 'numbered'; readonly from: LogPlace; readonly before: number }
  | { readonly kind: 'history-lost' };

export type WindowEffect =
  | { readonly kind: 'prepend' | 'append' | 'replace'; readonly lines: readonly LogLineInput[] }
  | { readonly kind: 'arrive'; readonly lines: readonly LogLineInput[]; readonly isHeld: boolean }
  | { readonly kind: 'begin-epoch' }
  | { readonly kind: 'count'; readonly page: OlderPage }
  | { readonly kind: 'follow'; readonly from: FollowFrom };

export interface WindowStep {
  readonly state: WindowState;
  readonly effects: readonly WindowEffect[];
}
