import { useStore } from 'zustand';
import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { useTellPresence } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { useFollowing } from './FollowingContext.ts';
import { readingPlace } from './readingPlace.ts';

export interface PagePresenceProps {
  projectId: string | null;
  /** In words, e.g. "Build #12". */
  view: string;
  location: PresenceLocation;
}

/** Publishes where this page is; shows nothing, so that scrolling a log renders nothing else. */
export function PagePresence({ projectId, view, location }: PagePresenceProps) {
  const reading = useStore(readingPlace);
  const { followed } = useFollowing();
  const { line, sequence, row } = reading ?? {};
  useTellPresence(projectId, useSelf(), {
    view,
    location: {
      ...location,
      ...(reading && location.page === 'build' ? { page: 'log' } : {}),
      ...(sequence === undefined ? {} : { sequence }),
      ...(row === undefined ? {} : { row }),
      ...(line === undefined ? {} : { line }),
    },
    following: followed !== null && followed.projectId === projectId ? followed.userId : undefined,
  });
  return null;
}
