import { type AnyClient, internalsOf } from './clientInternals.ts';
import { publishStored } from './history/jetstream.ts';
import { MessagingError } from './errors.ts';

/**
 * Stores bytes that are no event, such as a part of a file, where a stream takes them. Resolves with
 * the server's ack. The same `messageId` twice is stored once, so it is safe to repeat.
 * @throws MessagingError 'invalid-token' for what is no subject, 'offline' | 'timeout' | 'denied' | 'no-responders' | 'too-large' |
 * 'jetstream', also when the stream is full
 */
export async function storeBytes(
  client: AnyClient,
  subject: string,
  body: Uint8Array,
  messageId: string,
): Promise<void> {
  if (!/^[^\s*>]+$/.test(subject)) {
    throw new MessagingError('invalid-token', 'This is not a subject to publish to.');
  }
  await publishStored(internalsOf(client).ask, subject, body, messageId);
}
