import { type Clock, systemClock } from '../clock.ts';
import type { Delivery, FollowFrom, Gap, MessagingClient, Unsubscribe } from '../types.ts';

/** How far a source has read. */
export type SourcePhase =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'loading'; readonly remaining: number }
  | { readonly phase: 'live' }
  /** Only what happens from here on is seen. */
  | { readonly phase: 'live-only'; readonly reason: 'no-jetstream' | 'no-stream' }
  /** All of a recorded range was read. */
  | { readonly phase: 'recorded' }
  | { readonly phase: 'failed'; readonly error: Error };

export interface ViewRequest {
  readonly subject: string;
  readonly from: FollowFrom;
  readonly stream: string | undefined;
  /** A subject that no stream keeps. */
  readonly liveSubject: string | null;
  /** Runs while the source is live. */
  readonly attend: (client: MessagingClient) => Unsubscribe;
}

/** Recorded events that are read at once. */
export interface RecordedEvents {
  readonly deliveries: readonly Delivery[];
  /** The time at which they are read. */
  readonly now: number;
  /** How many messages of the recording have been read with them. */
  readonly place: number;
}

/** Everything counts in the order of the calls. */
export interface ViewSink {
  events(deliveries: readonly Delivery[]): void;
  /** Events of a recording, in its order. */
  recorded(events: RecordedEvents): void;
  /**
   * What comes next leads to another moment of the recording; until its phase is settled, what is
   * shown stays.
   * @param place what follows it no longer counts
   * @returns from which place the events must come again
   */
  seek(place: number): number;
  /** How many recorded messages were given and not read yet. */
  behind(): number;
  phase(phase: SourcePhase): void;
  /** Some messages can't be read any more. */
  gap(gap: Gap): void;
  /** Everything read so far follows again. */
  reset(): void;
}

/** Live messages, a recorded range, or a test. */
export interface ViewSource {
  open(request: ViewRequest, sink: ViewSink): Unsubscribe;
  /** The time at which the events are read. */
  now(): number;
  /** A recording has none of the events that no stream keeps. */
  readonly isRecorded?: boolean;
}

/** History, then live. */
export function liveSource(client: MessagingClient, clock: Clock = systemClock): ViewSource {
  return {
    now: () => clock.now(),
    open({ subject, from, stream, liveSubject, attend }, sink) {
      const stops = [
        client.follow(
          subject,
          from,
          {
            onEvents: (deliveries) => sink.events(deliveries),
            onState: (state) => sink.phase(state),
            onGap: (gap) => {
              if (gap.reason === 'stream-recreated') sink.reset();
              sink.gap(gap);
            },
          },
          stream === undefined ? {} : { stream },
        ),
        attend(client),
      ];
      if (liveSubject !== null) {
        stops.push(client.subscribe(liveSubject, (event, meta) => sink.events([{ event, meta }])));
      }
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
