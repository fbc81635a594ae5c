import { useMemo } from 'react';
import type { ViewStatus } from '../../lib/messaging/index.ts';
import { useViewStatus } from '../views/useViewStatus.ts';
import { peopleView } from './peopleView.ts';
import { type Person, sortPeople } from './shown.ts';
import { useRollCall } from './useRollCall.ts';
import { usePeople } from './usePeople.ts';
import type { Place, Self } from './announcePresence.ts';
import { useTellPresence } from './useTellPresence.ts';

export interface UsedPresence {
  /** Yourself first, then by name; a person with several tabs is listed once. */
  readonly people: readonly Person[];
  readonly status: ViewStatus;
}

/**
 * Who is in a project. With `self`, joins it under that name while the component is mounted;
 * without, only looks on. Nothing of it is stored. A person whose page dies is gone after 25 s, or
 * 75 s in a hidden tab.
 *
 *     const { people } = usePresence(projectId, { userId: 'ada', name: 'Ada', sessionId: tabId }, 'Editor');
 *
 * @param projectId null joins nothing; an invalid one is a `failed` status
 * @param self `sessionId` is one per tab
 * @param place what you look at, in words, or with where it is
 */
export function usePresence(
  projectId: string | null,
  self?: Self,
  place: string | Place = '',
): UsedPresence {
  useTellPresence(self ? projectId : null, self ?? onlooker, place);
  useRollCall(useMemo(() => (self || projectId === null ? [] : [projectId]), [self, projectId]));
  const shown = usePeople(projectId);
  const status = useViewStatus(peopleView, projectId);
  const selfId = self?.userId ?? '';
  const people = useMemo(() => sortPeople(shown, selfId), [shown, selfId]);
  return { people, status };
}

const onlooker: Self = { userId: '', name: '', sessionId: '' };
