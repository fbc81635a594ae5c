import type { EventBody, EventFields, EventFor, EventName } from '../../lib/messaging/register.ts';
import type { slateCommands } from './commands.ts';
import type { slateCatalog } from './events.ts';

// Slate's own pages and agent name no catalog in their types: this is the one that is meant.
declare module '../../lib/messaging/register.ts' {
  interface Register {
    catalog: typeof slateCatalog;
    commands: typeof slateCommands;
  }
}

/** 'build.started', 'asset.component.added', … */
export type SlateEventName = EventName;
/** The parsed body of one event. */
export type SlateEvent<Name extends SlateEventName = SlateEventName> = EventBody<Name>;
/** What a publisher of one event gives. */
export type SlateFields<Name extends SlateEventName> = EventFields<Name>;
/** The bodies that a subscription to `Pattern` can deliver. */
export type SlateEventFor<Pattern extends string> = EventFor<Pattern>;
