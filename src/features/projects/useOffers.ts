import { useQueryClient } from '@tanstack/react-query';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { type Offers, offersOf } from './offers.ts';
import { projectsKey } from './queries.ts';

/**
 * Whether a project has anything to build and to run, and how to look again.
 * @param record undefined while it is not known
 */
export function useOffers(
  record: ProjectRecord | undefined,
): Offers & { readonly onRecheck: () => void } {
  const queryClient = useQueryClient();
  return {
    ...offersOf(record),
    // No event says that somebody has edited the project's files.
    onRecheck: () => void queryClient.invalidateQueries({ queryKey: projectsKey }),
  };
}
