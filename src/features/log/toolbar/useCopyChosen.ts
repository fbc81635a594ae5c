import { type RefObject, useEffect } from 'react';
import { copyText } from '../../../components/controls/copyText.ts';
import type { LogData } from '../../../lib/log/controller/types.ts';
import { loadedText, rangeText } from '../../../lib/log/text.ts';
import type { LineRange } from '../../../lib/log/lineRange.ts';

/** Copy takes the selected lines where the browser has no selection. */
export function useCopyChosen(
  root: RefObject<HTMLElement | null>,
  { buffer, feed }: LogData,
  lines: LineRange | null,
): void {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const at = event.target;
      const isHere = at === document.body || (at instanceof Node && root.current?.contains(at));
      const isTyping = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
      if (lines === null || !isHere || isTyping || getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      const text = loadedText(buffer, feed, lines);
      if (text !== null) event.clipboardData?.setData('text/plain', text);
      else void copyText(rangeText(buffer, feed, lines));
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [root, buffer, feed, lines]);
}
