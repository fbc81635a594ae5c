import type { MessageHeaders, TappedMessage, Verdict } from '../messaging/index.ts';

/** Its place in a stream, for a message that was read from there. */
export interface StoredPlace {
  readonly stream: string;
  readonly seq: number;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly storedAt: number;
}

/** A message that an inspector keeps. */
export interface KeptMessage {
  /** Counted from 0 in the order of arrival. */
  readonly n: number;
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: MessageHeaders | null;
  readonly reply: string | undefined;
  readonly receivedAt: number;
  readonly redirected: boolean;
  readonly stored: StoredPlace | null;
}

/** What a list shows of a verdict. */
export interface VerdictLabel {
  readonly kind: Verdict['kind'];
  /** The event's name, or null. */
  readonly type: string | null;
}

/** Of an object with a few fields and its entry in the ring. */
const MESSAGE_BYTES = 200;

/** A copy, which holds on to no larger buffer. */
export function keep(
  message: TappedMessage,
  n: number,
  stored: StoredPlace | null = null,
): KeptMessage {
  const { subject, body, headers, reply, receivedAt, redirected } = message;
  const all = headers?.() ?? {};
  return {
    n,
    subject,
    body: body.slice(),
    headers: Object.keys(all).length === 0 ? null : all,
    reply,
    receivedAt,
    redirected,
    stored,
  };
}

/** About what it takes in memory. */
export function weightOf({ subject, body, headers, reply }: KeptMessage): number {
  let weight = MESSAGE_BYTES + body.length + subject.length + (reply?.length ?? 0);
  if (headers === null) return weight;
  for (const [name, values] of Object.entries(headers)) {
    weight += name.length;
    for (const value of values) weight += value.length;
  }
  return weight;
}
