import type { EventBody, EventFields, EventFor, EventName } from '../../lib/messaging/register.ts';
import type { slateCommands } from './allCommands.ts';
import type { slateCatalog } from './events.ts';

// What types mean that name no catalog, where only Slate's is open.
declare module '../../lib/messaging/register.ts' {
  interface Register {
    slate: { catalog: typeof slateCatalog; commands: typeof slateCommands };
  }
}

type Slate = typeof slateCatalog;
export type SlateEventName = EventName<Slate>;
export type SlateEvent<Name extends SlateEventName = SlateEventName> = EventBody<Name, Slate>;
export type SlateFields<Name extends SlateEventName> = EventFields<Name, Slate>;
export type SlateEventFor<Pattern extends string> = EventFor<Pattern, Slate>;
