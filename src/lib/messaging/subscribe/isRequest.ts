import type { Catalog } from '../catalog/catalog.ts';
import type { DriverMessage } from '../connection/driver.ts';

/**
 * A reply subject makes a message a request, except where a stream stores the subject: there it
 * is the publisher's inbox for the ack.
 */
export function isRequest(
  catalog: Pick<Catalog, 'find'>,
  { subject, reply }: Pick<DriverMessage, 'subject' | 'reply'>,
): boolean {
  return reply !== undefined && catalog.find(subject)?.entry.definition.stream === null;
}
