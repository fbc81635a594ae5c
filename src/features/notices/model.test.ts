import { expect, it } from 'vitest';
import {
  emptyInbox,
  type NewNotice,
  unreadCount,
  withMuted,
  withNotice,
  withRead,
} from './model.ts';

const joined = (eventId: string, at: number, key = 'joined-web'): NewNotice => ({
  key,
  eventId,
  kind: 'people',
  tone: 'neutral',
  title: `Grace joined (${eventId})`,
  detail: '',
  link: { to: 'project', projectId: 'web' },
  at,
});

it('counts repeats of what is unread, once for each event', () => {
  let inbox = withNotice(emptyInbox, joined('e1', 1), false);
  inbox = withNotice(inbox, joined('other', 2, 'joined-api'), false);
  const twice = withNotice(inbox, joined('e2', 3), false);
  expect(withNotice(twice, joined('e2', 3), false)).toBe(twice);
  expect(twice.notices).toMatchObject([
    { eventId: 'e2', count: 2, at: 3, readAt: null },
    { eventId: 'other', count: 1 },
  ]);
  expect(unreadCount(twice)).toBe(2);
  const read = withRead(twice, 4, 'joined-web');
  expect(unreadCount(read)).toBe(1);
  expect(withNotice(read, joined('e3', 5), false).notices[0]).toMatchObject({ count: 1 });
  expect(unreadCount(withRead(read, 6))).toBe(0);
});

it('counts nothing as unread that the reader looks at, and keeps no muted kind', () => {
  expect(unreadCount(withNotice(emptyInbox, joined('e1', 1), true))).toBe(0);
  const muted = withMuted(emptyInbox, 'people', true);
  expect(withNotice(muted, joined('e1', 1), false)).toBe(muted);
  expect(
    withNotice(withMuted(muted, 'people', false), joined('e1', 1), false).notices,
  ).toHaveLength(1);
});

it('keeps the newest hundred', () => {
  let inbox = emptyInbox;
  for (let n = 0; n < 150; n++) inbox = withNotice(inbox, joined(`e${n}`, n, `k${n}`), false);
  expect(inbox.notices).toHaveLength(100);
  expect(inbox.notices[0]?.key).toBe('k149');
});
