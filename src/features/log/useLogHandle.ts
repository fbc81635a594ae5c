import { type Ref, type RefObject, useImperativeHandle } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { findPrinted } from '../../lib/log/folds/findPrinted.ts';
import { findStep } from '../../lib/log/folds/findStep.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { LogViewHandle } from './logViewProps.ts';
import type { GoTo } from './useGoTo.ts';

export interface HandleOptions {
  readonly root: RefObject<HTMLElement | null>;
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly goTo: GoTo;
  readonly follow: () => void;
}

/** What other parts of a page may ask of a log. */
export function useLogHandle(
  ref: Ref<LogViewHandle> | undefined,
  { root, buffer, feed, goTo, follow }: HandleOptions,
): void {
  useImperativeHandle(ref, () => {
    const show = async (seq: number) => {
      // Who asks is elsewhere on the page: the log itself may be out of view.
      root.current?.scrollIntoView({ block: 'nearest' });
      await goTo({ seq, part: 0 }, buffer);
    };
    return {
      showLine: show,
      showStep: async (step, startedAt) => {
        const seq = await findStep(buffer, feed, step, startedAt).catch(() => null);
        if (seq !== null) await show(seq);
      },
      showPrinted: async (printed) => {
        const found = await findPrinted(buffer, feed, printed).catch(() => null);
        if (found === null) return null;
        await show(found.key);
        return found.seq ?? null;
      },
      scrollToEnd: follow,
    };
  }, [root, buffer, feed, goTo, follow]);
}
