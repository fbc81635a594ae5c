import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { Announcer, type AnnouncerOptions } from './Announcer.ts';

/** Who this page belongs to. */
export interface Self {
  readonly userId: string;
  readonly name: string;
  /** One per tab. */
  readonly sessionId: string;
}

/** What this page shows. */
export interface Place {
  /** In words, e.g. "Build log". */
  readonly view: string;
  /** Where exactly, for those who want to go there. */
  readonly location?: PresenceLocation | undefined;
  /** The userId of whom this page follows. */
  readonly following?: string | undefined;
}

export interface AnnouncePresenceOptions
  extends Omit<AnnouncerOptions, 'publish' | 'content' | 'onQuestion'> {
  readonly projectId: string;
  readonly self: () => Self;
  readonly place: () => Place;
}

const events = { arrived: 'joined', here: 'presence', left: 'left' } as const;

/** Publishes to the others in a project that this page is here and what it shows. */
export function announcePresence(options: AnnouncePresenceOptions): Announcer {
  const { client, projectId, self, place } = options;
  return new Announcer({
    ...options,
    content: () => JSON.stringify(place()),
    publish: ({ kind, ...announcement }) => {
      const { userId, sessionId, name } = self();
      const { view, location, following } = place();
      return client.publish(`collab.${events[kind]}`, {
        projectId,
        userId,
        data: {
          ...{ sessionId, name, view, ...announcement },
          ...(location === undefined ? {} : { location }),
          ...(following === undefined ? {} : { following }),
        },
      });
    },
    onQuestion: (listener) =>
      client.subscribe(`slate.collab.*.${projectId}`, (event) => {
        const asked = event.type === 'joined' || event.data?.rollCall === true;
        if (asked && event.data?.sessionId !== self().sessionId) listener();
      }),
  });
}
