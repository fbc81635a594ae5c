import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { CommandsContext } from '../../components/controls/commands.ts';
import { ClockContext, type PageClock } from '../../components/time/clock.ts';
import type { Replay } from '../../lib/messaging/index.ts';
import { MessagingContext } from '../MessagingProvider.tsx';
import { createPageViews, liveViewsOf, ViewsContext } from '../views/viewsContext.ts';
import { openReplayedLog } from './openReplayedLog.ts';
import { ReplayContext, type ReplayContextValue } from './replayContext.ts';

export interface ReplayProviderProps {
  /** Made with `new Replay`, and closed by who made it. */
  replay: Replay;
  children: ReactNode;
}

const UNAVAILABLE = 'This is a replay. Go back to live to do this.';

/**
 * Shows the components below it as they were at the replay's moment: views and logs read the
 * recording, and time is its time. Nothing is sent: commands, events and presence fail with the
 * code 'replaying'. Views that were live before go on reading, so that going back shows them at
 * once.
 */
export function ReplayProvider({ replay, children }: ReplayProviderProps) {
  const [views] = useState(() => createPageViews(replay.source));
  const [queryClient] = useState(() => new QueryClient());
  useEffect(() => {
    const release = liveViewsOf(replay.live).hold();
    return () => {
      views.dispose();
      release();
    };
  }, [replay, views]);
  const context = useMemo(
    (): ReplayContextValue => ({
      replay,
      openLog: (...options) => openReplayedLog(replay, ...options),
    }),
    [replay],
  );
  const clock = useMemo(
    (): PageClock => ({ now: () => replay.source.now(), subscribe: replay.source.onMove }),
    [replay],
  );
  return (
    <QueryClientProvider client={queryClient}>
      <MessagingContext value={replay.client}>
        <ViewsContext value={views}>
          <ReplayContext value={context}>
            <ClockContext value={clock}>
              <CommandsContext value={UNAVAILABLE}>{children}</CommandsContext>
            </ClockContext>
          </ReplayContext>
        </ViewsContext>
      </MessagingContext>
    </QueryClientProvider>
  );
}
