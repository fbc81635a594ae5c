import * as z from 'zod/mini';

/** What a notice is about: each kind can be muted. */
export const noticeKinds = ['build', 'project', 'people', 'follower', 'rule', 'alert'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Where a notice leads. */
const noticeLink = z.discriminatedUnion('to', [
  z.object({ to: z.literal('build'), projectId: z.string(), buildId: z.string() }),
  z.object({ to: z.literal('project'), projectId: z.string() }),
  z.object({ to: z.literal('monitor'), tab: z.string() }),
]);
export type NoticeLink = z.infer<typeof noticeLink>;

const notice = z.object({
  /** Notices of one key are one: repeats are counted. */
  key: z.string(),
  /** Of the event behind it: every tab of a browser receives it. */
  eventId: z.string(),
  kind: z.enum(noticeKinds),
  tone: z.enum(['good', 'bad', 'neutral']),
  title: z.string(),
  detail: z.string(),
  link: noticeLink,
  /** When it was received last, by this browser's clock, in milliseconds. */
  at: z.number(),
  /** How many repeats are merged in it; 1 without any. */
  count: z.number(),
  readAt: z.nullable(z.number()),
});
export type Notice = z.infer<typeof notice>;
export type NewNotice = Omit<Notice, 'count' | 'readAt'>;

export const inboxSchema = z.object({
  /** Newest first. */
  notices: z.array(notice),
  muted: z.array(z.enum(noticeKinds)),
});
export type Inbox = Readonly<z.infer<typeof inboxSchema>>;

export const emptyInbox: Inbox = { notices: [], muted: [] };

const KEPT = 100;

/**
 * Adds a notice; pure, and the same inbox if it has this one already or its kind is muted. A repeat
 * of one that is unread is counted, and is the newest again.
 * @param isSeen the reader looks at what it is about
 */
export function withNotice(inbox: Inbox, added: NewNotice, isSeen: boolean): Inbox {
  if (inbox.muted.includes(added.kind)) return inbox;
  const before = inbox.notices.find(({ key }) => key === added.key);
  if (before?.eventId === added.eventId) return inbox;
  const count = before && before.readAt === null ? before.count + 1 : 1;
  const others = inbox.notices.filter((other) => other !== before);
  const newest = { ...added, count, readAt: isSeen ? added.at : null };
  return { ...inbox, notices: [newest, ...others].slice(0, KEPT) };
}

export function unreadCount({ notices }: Inbox): number {
  return notices.filter(({ readAt }) => readAt === null).length;
}

/** @param key of one notice, or undefined for all of them */
export function withRead(inbox: Inbox, now: number, key?: string): Inbox {
  const isMeant = (one: Notice) => one.readAt === null && (key === undefined || one.key === key);
  if (!inbox.notices.some(isMeant)) return inbox;
  const notices = inbox.notices.map((one) => (isMeant(one) ? { ...one, readAt: now } : one));
  return { ...inbox, notices };
}

export function withoutNotices(inbox: Inbox): Inbox {
  return inbox.notices.length === 0 ? inbox : { ...inbox, notices: [] };
}

export function withMuted(inbox: Inbox, kind: NoticeKind, isMuted: boolean): Inbox {
  const others = inbox.muted.filter((other) => other !== kind);
  return { ...inbox, muted: isMuted ? [...others, kind] : others };
}
