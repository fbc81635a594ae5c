import { useLayoutEffect, useMemo } from 'react';
import { entryOf } from '../../../lib/entryOf.ts';
import type { LogBuffer } from '../../../lib/log/LogBuffer.ts';
import { FoldedLog } from '../../../lib/log/folds/FoldedLog.ts';
import type { LogSteps } from '../../../lib/log/folds/LogSteps.ts';

/**
 * A log with its steps' lines under heads.
 * @param steps null for a log without steps
 * @param foldsPassed begins with the steps folded that went well
 */
export function useFolds(
  buffer: LogBuffer,
  steps: LogSteps | null,
  foldsPassed: boolean,
): FoldedLog | null {
  const hasSteps = steps !== null;
  const folds = useMemo(
    () => (hasSteps ? new FoldedLog(buffer, () => true) : null),
    [buffer, hasSteps],
  );
  useLayoutEffect(() => {
    folds?.setOpenAtFirst(
      (step) => !foldsPassed || entryOf(steps ?? {}, step)?.status !== 'passed',
    );
  }, [folds, steps, foldsPassed]);
  return folds;
}
