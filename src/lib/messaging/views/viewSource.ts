import { type Clock, systemClock } from '../clock.ts';
import type {
  Delivery,
  FollowFrom,
  FollowState,
  Gap,
  MessagingClient,
  Unsubscribe,
} from '../types.ts';

/** How far a source has read. */
export type SourcePhase =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'loading'; readonly remaining: number }
  | { readonly phase: 'live' }
  /** The server keeps no history of this subject now: only what happens from here on is seen. */
  | { readonly phase: 'live-only'; readonly reason: 'no-jetstream' | 'no-stream' }
  /** All of a recorded range has been read; nothing more will come. */
  | { readonly phase: 'recorded' }
  | { readonly phase: 'failed'; readonly error: Error };

/** What a view wants to read. */
export interface ViewRequest {
  /** History joined to live. */
  readonly subject: string;
  readonly from: FollowFrom;
  /** Reads this stream alone. */
  readonly stream: string | undefined;
  /** A subject that no stream keeps, read live beside the history. */
  readonly liveSubject: string | null;
  /** Runs while the source is live: asks for what no event says. */
  readonly attend: (client: MessagingClient) => Unsubscribe;
}

/** Takes what a source reads. Everything counts in the order of the calls. */
export interface ViewSink {
  events(deliveries: readonly Delivery[]): void;
  phase(phase: SourcePhase): void;
  /** Some messages can't be read any more. */
  gap(gap: Gap): void;
  /** What was read so far no longer counts: everything follows again. */
  reset(): void;
}

/** Where views read from: live messages, a recorded range, or a test. */
export interface ViewSource {
  open(request: ViewRequest, sink: ViewSink): Unsubscribe;
  /** The time that the events are read at, milliseconds since the epoch. */
  now(): number;
}

/** Reads from the server: history, then live. */
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
            onState: (state) => sink.phase(sourcePhase(state)),
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

function sourcePhase(state: FollowState): SourcePhase {
  return state.phase === 'replaying' ? { phase: 'loading', remaining: state.remaining } : state;
}
