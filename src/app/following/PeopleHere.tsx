import { PeoplePanel } from '../../features/presence/PeoplePanel.tsx';
import type { PeopleShown } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { PlaceLink } from './PlaceLink.tsx';
import { usePeopleActions } from './usePeopleActions.ts';

/** Who is in a project, with where they are. */
export function PeopleHere({ projectId, people }: { projectId: string; people: PeopleShown }) {
  const { userId } = useSelf();
  const actions = usePeopleActions(projectId);
  return <PeoplePanel {...{ people, actions, PlaceLink }} selfId={userId} />;
}
