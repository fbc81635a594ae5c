import { useView } from '../views/useView.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { PeopleShown } from './shown.ts';
import { peopleView } from './peopleView.ts';

const nobody: PeopleShown = {};

/**
 * Who is in a project; the same object while nobody looks any different.
 * @param projectId of an address, so perhaps none: `'*'` is no project
 */
export function usePeople(projectId: string | null): PeopleShown {
  const id = projectId === '*' ? null : projectId;
  return useView(peopleView, id, ({ shown }) => entryOf(shown, id ?? '') ?? nobody);
}
