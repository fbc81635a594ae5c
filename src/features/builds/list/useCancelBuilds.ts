import { useState } from 'react';
import { useCommand } from '../../../hooks/index.ts';

export interface CancelBuilds {
  /** Asks for the end of these builds, all at once. Never rejects. @param buildIds of the project */
  cancel(buildIds: readonly string[]): Promise<void>;
  /** Those that nobody has answered for yet. */
  readonly pending: ReadonlySet<string>;
  /** What went wrong last; null after a new attempt. */
  readonly error: Error | null;
}

/** Cancels builds of a project by their ids. @param userName whom others read as the one who did */
export function useCancelBuilds(projectId: string, userName: string): CancelBuilds {
  const { mutateAsync } = useCommand('build.cancel');
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<Error | null>(null);
  const cancelOne = async (buildId: string) => {
    try {
      await mutateAsync({ ids: { projectId }, input: { buildId, cancelledBy: userName } });
    } catch (problem) {
      // It began or ended meanwhile: its own page says what became of it.
      if (problem instanceof Error) setError(problem);
    } finally {
      setPending((before) => new Set([...before].filter((other) => other !== buildId)));
    }
  };
  return {
    pending,
    error,
    async cancel(buildIds) {
      setError(null);
      setPending((before) => new Set([...before, ...buildIds]));
      await Promise.all(buildIds.map(cancelOne));
    },
  };
}
