import { useEffect, useState } from 'react';
import { useMessaging } from '../../../hooks/index.ts';
import { firstDifference, type LogDifference } from './logDiff.ts';
import type { Build } from '../model/model.ts';
import { readLog } from './readLog.ts';

export type LogComparison =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'read'; readonly difference: LogDifference; readonly isCut: boolean };

const reading: LogComparison = { kind: 'reading' };

export function useLogDifference(build: Build, green: Build): LogComparison {
  const client = useMessaging();
  const [result, setResult] = useState<LogComparison>(reading);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setResult(reading);
    Promise.all([build, green].map((one) => readLog(client, one, signal))).then(
      ([log, past]) => {
        if (signal.aborted || !log || !past) return;
        const difference = firstDifference(log.lines, past.lines);
        setResult({ kind: 'read', difference, isCut: log.isCut || past.isCut });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setResult({ kind: 'failed', message: error instanceof Error ? error.message : '' });
      },
    );
    return () => controller.abort();
    // Both have ended: late news of them changes nothing in what they printed.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [client, build.key, build.attempt, green.key]);
  return result;
}
