import { useState, useSyncExternalStore } from 'react';
import { type LogSnapshot, type RowSource } from '../../../lib/log/rows.ts';

/** Numbers that change faster can't be read, and each change costs a layout of the page. */
const CALM_MS = 250;

/** A log's totals, but not at every frame. */
export function useCalmSnapshot(buffer: RowSource): LogSnapshot {
  const [kept, keep] = useState(() => ({ buffer, calm: createCalm(buffer) }));
  const isKept = kept.buffer === buffer;
  const { calm } = isKept ? kept : { calm: createCalm(buffer) };
  if (!isKept) keep({ buffer, calm });
  return useSyncExternalStore(calm.subscribe, calm.getSnapshot);
}

export function createCalm(buffer: RowSource) {
  let held: LogSnapshot | null = null;
  let heldAt = 0;
  return {
    getSnapshot: () => (held ??= buffer.getSnapshot()),
    subscribe(onChange: () => void) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const sample = () => {
        timer = undefined;
        held = buffer.getSnapshot();
        heldAt = performance.now();
        onChange();
      };
      const stop = buffer.subscribe(() => {
        const wait = heldAt + CALM_MS - performance.now();
        if (wait <= 0 || isOther(held, buffer.getSnapshot())) {
          clearTimeout(timer);
          sample();
        } else timer ??= setTimeout(sample, wait);
      });
      // What came since it was rendered.
      if (held !== buffer.getSnapshot()) sample();
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
  };
}

/** Another log, or its first lines, don't wait. */
const isOther = (held: LogSnapshot | null, now: LogSnapshot) =>
  held === null || held.generation !== now.generation || held.lines === 0 || now.lines === 0;
