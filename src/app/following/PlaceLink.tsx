import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { knownPages } from './knownPages.ts';
import { placeHref } from './placeHref.ts';

export interface PlaceLinkProps {
  projectId: string;
  location: PresenceLocation | null;
  className?: string | undefined;
  children: ReactNode;
}

/** Leads to where a person is; plain text if there is no page for it. */
export function PlaceLink({ projectId, location, className, children }: PlaceLinkProps) {
  const router = useRouter();
  const href = location && placeHref(projectId, location, knownPages(router));
  if (href === null) return <span className={className}>{children}</span>;
  return (
    <a
      href={href}
      className={className}
      onClick={(event) => {
        const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
        // A new tab is the browser's.
        if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
        event.preventDefault();
        router.history.push(href);
      }}
    >
      {children}
    </a>
  );
}
