import { createContext, useEffect } from 'react';

/** What sets a page apart from a live one in the browser's tab; null for a live one. */
export interface PageMark {
  /** Before the page's title. */
  readonly prefix: string;
  /** A favicon's address. */
  readonly icon: string;
}

export const PageMarkContext = createContext<PageMark | null>(null);

const OWN_ICON = '/favicon.svg';

/** @param icon an address; null leaves the page's own */
export function useIcon(icon: string | null): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!link || icon === null) return;
    link.href = icon;
    return () => {
      link.href = OWN_ICON;
    };
  }, [icon]);
}
