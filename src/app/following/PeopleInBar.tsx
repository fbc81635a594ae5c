import { PeopleStack } from '../../features/presence/PeopleStack.tsx';
import type { PeopleShown } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { PlaceLink } from './PlaceLink.tsx';
import { usePeopleActions } from './usePeopleActions.ts';

export interface PeopleInBarProps {
  projectId: string | null;
  people: PeopleShown;
  /** As for PeopleStack. */
  faces?: boolean;
}

/** Who is in a project, for a top bar. */
export function PeopleInBar({ projectId, people, faces = true }: PeopleInBarProps) {
  const { userId } = useSelf();
  const actions = usePeopleActions(projectId);
  return <PeopleStack {...{ people, actions, PlaceLink, faces }} selfId={userId} />;
}
