import type { MessagingClient } from './clientTypes.ts';
import { MessagingError } from './errors.ts';
import { type Ask, ensureStreamWith, type StreamSettings } from './jetstream.ts';

/** Requests outside the catalog, for those who administer streams; not part of the public client. */
const asks = new WeakMap<MessagingClient, Ask>();

export function grantAsk(client: MessagingClient, ask: Ask): void {
  asks.set(client, ask);
}

/**
 * Creates a stream, or brings its subjects and limits up to date. Only the agent role may.
 * @throws MessagingError 'offline' | 'timeout' | 'denied' | 'jetstream' | 'no-responders'
 */
export async function ensureStream(
  client: MessagingClient,
  settings: StreamSettings,
): Promise<'created' | 'updated' | 'unchanged'> {
  const ask = asks.get(client);
  if (!ask) throw new MessagingError('closed', 'This client was not made by createClient.');
  return ensureStreamWith(ask, settings);
}
