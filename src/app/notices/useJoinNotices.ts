import { useArrivals } from '../../features/presence/useArrivals.ts';
import type { PeopleShown } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { useNotify } from './useNotices.ts';

/** Where more are, who comes and goes is no news. */
const MOST_PEOPLE = 12;
const MINUTE = 60_000;

/** Notifies the reader of others who join the project that they look at. */
export function useJoinNotices(projectId: string, projectName: string, people: PeopleShown): void {
  const self = useSelf();
  const notify = useNotify();
  useArrivals(people, (userId, name) => {
    if (userId === self.userId || Object.keys(people).length > MOST_PEOPLE) return;
    const at = Date.now();
    notify({
      key: `joined-${projectId}-${userId}`,
      // Of all tabs of this browser.
      eventId: `joined-${userId}-${Math.floor(at / MINUTE)}`,
      kind: 'people',
      tone: 'neutral',
      title: `${name} joined ${projectName}`,
      detail: '',
      link: { to: 'project', projectId },
      at,
    });
  });
}
