import { createContext, use } from 'react';
import {
  liveSource,
  type MessagingClient,
  systemClock,
  type ViewSource,
  Views,
} from '../../lib/messaging/index.ts';
import { nextFrame } from '../nextFrame.ts';
import { useMessaging } from '../useMessaging.ts';

/** Views of another source than the live one, e.g. of a recorded range. */
export const ViewsContext = createContext<Views | null>(null);

/** Beside the client, so that reloaded modules and several providers share one reader. */
const liveViews = new WeakMap<MessagingClient, Views>();

/** The views of the nearest provider. @throws Error outside of a MessagingProvider */
export function useViews(): Views {
  const client = useMessaging();
  return use(ViewsContext) ?? liveViewsOf(client);
}

/** The page's views of what is live. */
export function liveViewsOf(client: MessagingClient): Views {
  const views = liveViews.get(client) ?? createPageViews(liveSource(client));
  liveViews.set(client, views);
  return views;
}

/** Views that commit with the page's frames. */
export function createPageViews(source: ViewSource): Views {
  return new Views({
    source,
    clock: systemClock,
    schedule: nextFrame,
    onError: (error, viewName) => console.error(`The view “${viewName}” failed:`, error),
  });
}
