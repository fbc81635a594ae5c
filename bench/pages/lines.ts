import type { Msg } from 'nats.ws';

const decoder = new TextDecoder();

/** A log event's text, parsed the plain way: no check of anything. */
export function messageOf({ data }: Msg): string {
  const event = JSON.parse(decoder.decode(data)) as { data: { message: string } };
  return event.data.message;
}
