import { useCallback, useMemo } from 'react';
import { shallow } from 'zustand/shallow';
import { entryOf } from '../../lib/entryOf.ts';
import { useMessaging } from '../useMessaging.ts';
import { useView } from '../views/useView.ts';
import { peopleView } from './peopleView.ts';
import { type PeopleShown, type Person, type RoomsShown, sortPeople } from './shown.ts';
import { useRollCall } from './useRollCall.ts';

const nobody: PeopleShown = {};

/**
 * Who else is in a project, sorted by name, without joining it. With a selector the component
 * renders only when what it selects changes; objects and arrays are compared by their entries.
 *
 *     const count = useOthers(projectId, (others) => others.length);
 *
 * @param projectId null or an invalid one shows nobody
 */
export function useOthers(projectId: string | null): readonly Person[];
export function useOthers<Selected>(
  projectId: string | null,
  selector: (others: readonly Person[]) => Selected,
): Selected;
export function useOthers(
  projectId: string | null,
  selector: (others: readonly Person[]) => unknown = all,
): unknown {
  const { userId } = useMessaging();
  const id = projectId === '*' ? null : projectId;
  useRollCall(useMemo(() => (id === null ? [] : [id]), [id]));
  const othersIn = useMemo(() => {
    let last: { readonly people: PeopleShown; readonly others: readonly Person[] } | null = null;
    return (people: PeopleShown) => {
      // Beats change nothing that is shown.
      if (last?.people === people) return last.others;
      const others = sortPeople(people, userId).filter((person) => person.userId !== userId);
      last = { people, others };
      return others;
    };
  }, [userId]);
  const select = useCallback(
    ({ shown }: { readonly shown: RoomsShown }) =>
      selector(othersIn(entryOf(shown, id ?? '') ?? nobody)),
    [selector, othersIn, id],
  );
  return useView(peopleView, id, select, shallow);
}

const all = (others: readonly Person[]): unknown => others;
