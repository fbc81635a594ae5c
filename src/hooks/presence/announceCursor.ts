import { Announcer, type Announcement, type AnnouncerOptions } from './Announcer.ts';
import type { Self } from './announcePresence.ts';

/** This page's caret, in places that those who edit the file understand. */
export interface OwnCursor {
  readonly head: string;
  /** Where the selection began; left out where nothing is selected. */
  readonly anchor?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
}

export interface AnnounceCursorOptions
  extends Omit<AnnouncerOptions, 'publish' | 'content' | 'onQuestion'> {
  readonly fileId: string;
  readonly self: () => Pick<Self, 'name' | 'sessionId'>;
  /** Null while there is none. */
  readonly cursor: () => OwnCursor | null;
}

/** Publishes that this page has a file open, and where its caret is. */
export function announceCursor(options: AnnounceCursorOptions): Announcer {
  const { client, fileId, self, cursor } = options;
  return new Announcer({
    ...options,
    content: () => JSON.stringify(cursor()),
    publish: ({ kind, beat }) => {
      const at = cursor();
      const { head, anchor, line } = at ?? {};
      return client.publish(`editor.${eventOf(kind, at)}`, {
        userId: client.userId,
        fileId,
        data: {
          ...self(),
          beat,
          ...(head === undefined ? {} : { head }),
          ...(anchor === undefined ? {} : { anchor }),
          ...(line === undefined ? {} : { line }),
        },
      });
    },
    onQuestion: (listener) =>
      client.subscribe(`slate.editor.opened.*.${fileId}`, (event) => {
        if (event.data?.sessionId !== self().sessionId) listener();
      }),
  });
}

function eventOf(kind: Announcement['kind'], cursor: OwnCursor | null) {
  if (kind === 'arrived') return 'opened';
  if (kind === 'left') return 'closed';
  return cursor?.anchor === undefined ? 'cursor' : 'selection';
}
