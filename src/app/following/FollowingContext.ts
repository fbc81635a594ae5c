import { createContext, use } from 'react';

/** Whom this page follows. */
export interface Followed {
  readonly projectId: string;
  readonly userId: string;
  /** As it was when following began. */
  readonly name: string;
}

export interface Following {
  /** Null while it follows no one. */
  readonly followed: Followed | null;
  readonly follow: (followed: Followed) => void;
  readonly stop: () => void;
}

export const FollowingContext = createContext<Following | null>(null);

/** @throws Error outside of the shell */
export function useFollowing(): Following {
  const following = use(FollowingContext);
  if (!following) throw new Error('useFollowing needs the shell around it.');
  return following;
}
