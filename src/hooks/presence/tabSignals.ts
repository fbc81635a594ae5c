/** The person turned to the tab, it was shown or hidden, it is going, or it came back. */
export type TabSignal = 'focus' | 'visibility' | 'leave' | 'return';

/** What happens to the tab that a page is in. */
export interface TabSignals {
  isVisible(): boolean;
  subscribe(listener: (signal: TabSignal) => void): () => void;
}

export const browserTab: TabSignals = {
  isVisible: () => document.visibilityState === 'visible',
  subscribe(listener) {
    const ended = new AbortController();
    const { signal } = ended;
    let isGoing = false;
    window.addEventListener('focus', () => listener('focus'), { signal });
    document.addEventListener(
      'visibilitychange',
      // A tab that is closed is hidden last: that is no news after its leave.
      () => !isGoing && listener('visibility'),
      { signal },
    );
    window.addEventListener(
      'pagehide',
      () => {
        isGoing = true;
        listener('leave');
      },
      { signal },
    );
    window.addEventListener(
      'pageshow',
      ({ persisted }) => {
        isGoing = false;
        if (persisted) listener('return');
      },
      { signal },
    );
    return () => ended.abort();
  },
};
