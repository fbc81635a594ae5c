import type { ComponentType, ReactNode } from 'react';
import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import type { Person } from '../../hooks/index.ts';

/** What can be done with the people in a list; given by the app. */
export interface PeopleActions {
  /** Null where no project is known. */
  readonly projectId: string | null;
  /** Whom this page follows now. */
  readonly followedId: string | null;
  readonly onFollow: (person: Pick<Person, 'userId' | 'name'>) => void;
  readonly onStop: () => void;
}

/** Leads to where a person is. */
export type PlaceLink = ComponentType<{
  projectId: string;
  location: PresenceLocation | null;
  className?: string | undefined;
  children: ReactNode;
}>;
