import { useState } from 'react';
import { useCommand } from '../../../hooks/index.ts';

export interface CancelBuilds {
  /** Never rejects. */
  cancel(buildIds: readonly string[]): Promise<void>;
  /** Requests without an answer. */
  readonly pending: ReadonlySet<string>;
  /** The last failure; null after a new attempt. */
  readonly error: Error | null;
}

export function useCancelBuilds(projectId: string, userName: string): CancelBuilds {
  const { mutateAsync } = useCommand('build.cancel');
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<Error | null>(null);
  const cancelOne = async (buildId: string) => {
    try {
      await mutateAsync({ ids: { projectId }, input: { buildId, cancelledBy: userName } });
    } catch (problem) {
      // It began or ended meanwhile: its own page shows that.
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
