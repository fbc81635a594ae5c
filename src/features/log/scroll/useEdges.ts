import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import type { LogController } from '../../../lib/log/controller/LogController.ts';
import { ROW_HEIGHT } from '../rows/rowLayout.ts';

/** How far before an edge the next page is requested. */
const AHEAD_PX = 100 * ROW_HEIGHT;

/**
 * Loads pages as the reader nears an edge.
 * @param version changes with the rows
 * @returns whether the reader is at the upper edge
 */
export function useEdges(
  scroller: RefObject<HTMLElement | null>,
  controller: LogController,
  version: unknown,
): boolean {
  const [isAtTop, setAtTop] = useState(false);
  const loadNear = useEffectEvent(() => {
    const element = scroller.current;
    const { edges, results } = controller.getState();
    if (element === null || element.clientHeight === 0 || results !== null) return;
    const isUnasked = element.scrollHeight < element.clientHeight + 2 * AHEAD_PX;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    const { older, newer } = edges;
    if (older === 'more' && element.scrollTop < AHEAD_PX) {
      controller.dispatch({ kind: 'load', edge: 'older', isUnasked });
    } else if (newer === 'more' && below < AHEAD_PX) {
      controller.dispatch({ kind: 'load', edge: 'newer', isUnasked });
    }
  });
  useLayoutEffect(() => loadNear(), [controller, version]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      setAtTop(element.scrollTop < 2 * ROW_HEIGHT);
      loadNear();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);
  return isAtTop;
}
