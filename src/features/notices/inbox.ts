import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseJson } from '../../lib/messaging/index.ts';
import {
  emptyInbox,
  type Inbox,
  inboxSchema,
  type NewNotice,
  type NoticeKind,
  withMuted,
  withNotice,
  withoutNotices,
  withRead,
} from './model.ts';

const KEY = 'slate.inbox';

const store = createStore<Inbox>(() => readStored() ?? emptyInbox);

/** What this browser keeps; null for none, or where storage is blocked (SecurityError). */
function readStored(): Inbox | null {
  try {
    return inboxSchema.safeParse(parseJson(localStorage.getItem(KEY) ?? '')).data ?? null;
  } catch {
    return null;
  }
}

function change(next: (inbox: Inbox) => Inbox): void {
  // Another tab may have written since its event was handled here.
  const before = readStored() ?? store.getState();
  const after = next(before);
  store.setState(after, true);
  if (after === before) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(after));
  } catch {
    // A full disk or private mode: this tab keeps it.
  }
}

/** Follows what other tabs write. @returns its undo */
export function shareInbox(): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key === KEY || key === null) store.setState(readStored() ?? emptyInbox, true);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

export const inbox = {
  isMuted: (kind: NoticeKind): boolean => store.getState().muted.includes(kind),
  /** @param isSeen the reader looks at what it is about */
  add: (notice: NewNotice, isSeen: boolean) =>
    change((before) => withNotice(before, notice, isSeen)),
  markRead: (key?: string) => change((before) => withRead(before, Date.now(), key)),
  clear: () => change(withoutNotices),
  mute: (kind: NoticeKind, isMuted: boolean) =>
    change((before) => withMuted(before, kind, isMuted)),
};

/** The part of the inbox that `select` takes; must return the same object while nothing changes. */
export function useInbox<Selection>(select: (inbox: Inbox) => Selection): Selection {
  return useStore(store, select);
}
