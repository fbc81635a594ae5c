import type { FollowFrom } from '../../messaging/index.ts';
import type { LogLineInput } from '../rows.ts';
import type { FeedState, LogPlace } from './feedTypes.ts';
import type { LogExtent } from './findExtent.ts';
import type { OlderPage, PageOn } from './pages.ts';

/** One at a time. */
export type PageRead =
  | { readonly kind: 'older'; readonly target: number }
  | { readonly kind: 'newer' }
  | { readonly kind: 'jump'; readonly seq: number }
  /** `isSkip`: the reader follows and is too far behind to read every line. */
  | { readonly kind: 'end'; readonly target: number; readonly isSkip: boolean };

export interface WindowState {
  readonly edges: FeedState;
  /** Null while unknown or without history. */
  readonly start: number | null;
  /** Everything is loaded from here … */
  readonly from: LogPlace;
  /** … to here; null is the log's end. */
  readonly away: LogPlace | null;
  /** How many sequences the next older page looks through; null before the first. */
  readonly span: number | null;
  readonly read: PageRead | null;
  /** Live lines since a page was requested that may lead to the end. */
  readonly held: readonly (readonly LogLineInput[])[] | null;
  readonly nextSeq: number | null;
  readonly nextOrdinal: number;
  /** A live line's ordinal minus its place; null until the next one shows it. */
  readonly placeZero: number | null;
  readonly lastOrder: number;
  /** Turns ordinals into numbers. */
  readonly offset: number | null;
  /** The offset of the log's end while the loaded lines have other ordinals. */
  readonly endOffset: { readonly offset: number | null } | null;
  /** Of the log's last line, if its publisher counts them. */
  readonly endNumber: number | null;
  /** Invalid messages were counted from this sequence. */
  readonly countedFrom: number;
}

export type WindowEvent =
  | { readonly kind: 'opened'; readonly extent: LogExtent | null }
  | { readonly kind: 'wanted'; readonly read: PageRead }
  | {
      readonly kind: 'older-page';
      readonly read: PageRead;
      readonly page: OlderPage | null;
      /** Where the loaded lines began when it was requested. */
      readonly joins: number;
    }
  | {
      readonly kind: 'page';
      readonly read: PageRead;
      readonly page: PageOn;
      readonly from: LogPlace | null;
    }
  | { readonly kind: 'failed'; readonly read: PageRead }
  | {
      readonly kind: 'live';
      readonly lines: readonly LogLineInput[];
      /** Of the follow's messages. */
      readonly places: readonly (number | undefined)[];
      readonly nextSeq: number | null;
      /** Rows between the reader and those that are pushed out; null while following. */
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
