import { useView } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { PeopleShown } from './shown.ts';
import { peopleView } from './views.ts';

const nobody: PeopleShown = {};

/** Who is in a project; the same object while nobody looks any different. */
export function usePeople(projectId: string | null): PeopleShown {
  return useView(peopleView, projectId, ({ shown }) => entryOf(shown, projectId ?? '') ?? nobody);
}
