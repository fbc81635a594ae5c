import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import type { FeedState } from '../../lib/log/feed/feedTypes.ts';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { ROW_HEIGHT } from './rowLayout.ts';

/** So many pixels before an edge comes into view, the page beyond it is asked for. */
const AHEAD_PX = 100 * ROW_HEIGHT;

const whole: FeedState = { phase: 'ready', older: 'nothing', newer: 'nothing' };
const none = () => () => {};

/** What lies beyond the loaded lines; a buffer without a feed is all there is. */
export function useFeedState(feed: LogFeed | null): FeedState {
  return useSyncExternalStore(feed?.subscribe ?? none, () => feed?.getState() ?? whole);
}

/**
 * Loads the pages above and below as the reader comes near them.
 * @param version anything that changes with the rows
 * @returns whether the reader is at the upper edge
 */
export function useEdges(
  scroller: RefObject<HTMLElement | null>,
  feed: LogFeed | null,
  version: unknown,
): boolean {
  const [isAtTop, setAtTop] = useState(false);
  useLayoutEffect(() => {
    if (feed !== null) loadNear(scroller.current, feed);
  }, [scroller, feed, version]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      setAtTop(element.scrollTop < 2 * ROW_HEIGHT);
      if (feed !== null) loadNear(element, feed);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller, feed]);
  useEffect(() => feed?.source.onLink(() => tryAgain(feed)), [feed]);
  return isAtTop;
}

/** What failed for want of a connection. */
function tryAgain(feed: LogFeed): void {
  if (!feed.source.isLive()) return;
  const { older, newer } = feed.getState();
  if (older === 'failed') void feed.loadOlder();
  else if (newer === 'failed') void feed.loadNewer();
}

/** With most lines folded away there is little to scroll: what is loaded unasked has an end. */
const UNASKED_LINES = 50_000;

function loadNear(element: HTMLElement | null, feed: LogFeed): void {
  if (element === null || element.clientHeight === 0) return;
  const isShort = element.scrollHeight < element.clientHeight + 2 * AHEAD_PX;
  if (isShort && feed.buffer.getSnapshot().lines >= UNASKED_LINES) return;
  const { older, newer } = feed.getState();
  const below = element.scrollHeight - element.clientHeight - element.scrollTop;
  if (older === 'more' && element.scrollTop < AHEAD_PX) void feed.loadOlder();
  else if (newer === 'more' && below < AHEAD_PX) void feed.loadNewer();
}
