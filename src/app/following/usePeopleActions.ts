import { useMemo } from 'react';
import type { PeopleActions } from '../../features/presence/peopleActions.ts';
import { useFollowing } from './FollowingContext.ts';

/** What can be done with the people of a project: go to them, follow them. */
export function usePeopleActions(projectId: string | null): PeopleActions {
  const { followed, follow, stop } = useFollowing();
  return useMemo(
    () => ({
      projectId,
      followedId: followed !== null && followed.projectId === projectId ? followed.userId : null,
      onFollow: ({ userId, name }) => {
        if (projectId !== null) follow({ projectId, userId, name });
      },
      onStop: stop,
    }),
    [followed, follow, stop, projectId],
  );
}
