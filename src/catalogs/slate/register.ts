import type { EventBody, EventFields, EventFor, EventName } from '../../lib/messaging/register.ts';
import type { slateCommands } from './commands.ts';
import type { slateCatalog } from './events.ts';

// The catalog of Slate's pages and agent, whose types name none.
declare module '../../lib/messaging/register.ts' {
  interface Register {
    slate: { catalog: typeof slateCatalog; commands: typeof slateCommands };
  }
}

export type SlateEventName = EventName;
export type SlateEvent<Name extends SlateEventName = SlateEventName> = EventBody<Name>;
export type SlateFields<Name extends SlateEventName> = EventFields<Name>;
export type SlateEventFor<Pattern extends string> = EventFor<Pattern>;
