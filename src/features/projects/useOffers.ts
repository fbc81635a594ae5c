import { useQueryClient } from '@tanstack/react-query';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { type Offers, offersOf } from './offers.ts';
import { projectsKey } from './queries.ts';

/** Whether a project can build and run, and how to check again. @param record as for `offersOf` */
export function useOffers(
  record: ProjectRecord | null | undefined,
): Offers & { readonly onRecheck: () => void } {
  const queryClient = useQueryClient();
  return {
    ...offersOf(record),
    // No event says that the project's files were edited.
    onRecheck: () => void queryClient.invalidateQueries({ queryKey: projectsKey }),
  };
}
