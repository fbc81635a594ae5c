import type { SlateEventName, SlateFields } from '../../src/catalogs/slate/index.ts';
import type { MessagingClient } from '../../src/lib/messaging/index.ts';
import { isMessagingError } from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';

/**
 * Where builds and runtimes leave their events. Nothing here rejects: a build must go on whatever
 * becomes of its messages.
 */
export interface Outlet {
  /**
   * Resolves when the server has stored the event, or keeps nothing and the outbox has it, or when
   * it is certain that it never will be stored. With a full disk it is at least sent live.
   */
  store<Name extends SlateEventName>(name: Name, fields: SlateFields<Name>): Promise<void>;
  /** Sends an event that is worth nothing later; dropped while there is no connection. */
  send<Name extends SlateEventName>(name: Name, fields: SlateFields<Name>): void;
  /** True if an event sent now would leave at once. */
  isLive(): boolean;
  /** Characters of log messages that are not stored yet. */
  backlogChars(): number;
}

/** Makes the outlet of one client. What can't be published is told once per kind of event. */
export function createOutlet(client: MessagingClient, say: Say): Outlet {
  const told = new Set<string>();
  let backlogChars = 0;
  const report = (name: string, error: unknown) => {
    if (isMessagingError(error, 'offline', 'closed')) return;
    const line = `${name} could not be published: ${messageOf(error)}`;
    // A log of a million lines must not fail a million times on stderr.
    if (told.has(line)) return;
    if (told.size >= 100) told.clear();
    told.add(line);
    say(line);
  };
  const publish = async <Name extends SlateEventName>(
    name: Name,
    fields: SlateFields<Name>,
    durable: boolean,
  ) => {
    try {
      await client.publish(name, fields, { durable });
    } catch (error) {
      report(name, error);
      // Whoever looks on still sees how it goes.
      if (durable && isMessagingError(error, 'storage')) await publish(name, fields, false);
    }
  };
  return {
    async store(name, fields) {
      const chars = messageChars(fields.data);
      backlogChars += chars;
      await publish(name, fields, true);
      backlogChars -= chars;
    },
    send: (name, fields) => void publish(name, fields, false),
    isLive: () => client.getState().status === 'live',
    backlogChars: () => backlogChars,
  };
}

function messageChars(data: object | undefined): number {
  return data && 'message' in data && typeof data.message === 'string' ? data.message.length : 0;
}
