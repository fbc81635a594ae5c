import { useEffect, useRef } from 'react';
import { useArrivals } from '../../features/presence/useArrivals.ts';
import { type PeopleShown, useLatest } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { useSelf } from '../SelfContext.ts';
import { type Followings, newFollowers } from './newFollowers.ts';
import { useNotify } from './useNotices.ts';

/** Where more are, who comes and goes is no news. */
const MOST_PEOPLE = 12;
const MINUTE = 60_000;

const nobody: Followings = new Map();

/** Notifies the reader of others who join the project that they look at, or begin to follow them. */
export function usePeopleNotices(
  projectId: string,
  projectName: string,
  people: PeopleShown,
): void {
  const self = useSelf();
  const notify = useNotify();
  const report = (kind: 'people' | 'follower', userId: string, title: string) => {
    const at = Date.now();
    const key = `${kind === 'people' ? 'joined' : 'follows'}-${projectId}-${userId}`;
    // All tabs of this browser see it at about the same time.
    const eventId = `${key}-${Math.floor(at / MINUTE)}`;
    const link = { to: 'project', projectId } as const;
    notify({ key, eventId, kind, tone: 'neutral', title, detail: '', link, at });
  };
  useArrivals(people, (userId, name) => {
    if (userId === self.userId || Object.keys(people).length > MOST_PEOPLE) return;
    report('people', userId, `${name} joined ${projectName}`);
  });
  const before = useRef(nobody);
  const onFollower = useLatest((userId: string) => {
    const name = entryOf(people, userId)?.name ?? 'Someone';
    report('follower', userId, `${name} began to follow you in ${projectName}`);
  });
  useEffect(() => {
    const { began, followings } = newFollowers(people, before.current, self.userId);
    before.current = followings;
    for (const userId of began) onFollower.current(userId);
  }, [people, self.userId, onFollower]);
}
