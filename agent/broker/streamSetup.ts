import type { MessagingClient } from '../../src/lib/messaging/index.ts';
import { ensureStreamWith, type StreamSettings } from '../../src/lib/messaging/internals.ts';
import { rawLinkOf } from '../../src/lib/messaging/internals.ts';

/**
 * Creates a stream, or brings its subjects and limits up to date. Only the agent role may.
 * @throws MessagingError 'offline' | 'timeout' | 'denied' | 'jetstream' | 'no-responders'
 */
export async function ensureStream(
  client: MessagingClient,
  settings: StreamSettings,
): Promise<'created' | 'updated' | 'unchanged'> {
  return ensureStreamWith(rawLinkOf(client).ask, settings);
}
