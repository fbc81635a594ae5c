import { type AnyClient, type ClientInternals, internalsOf } from '../clientInternals.ts';
import type { Driver, MessageHeaders } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { assertSubject } from '../catalog/subjects.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** A message as a person writes it, held against no schema. */
export interface RawMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawReply {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: MessageHeaders;
  /** From the request to its reply. */
  readonly tookMs: number;
}

/**
 * Publishes what no schema has checked, live; resolves when the server has it. The server's
 * permissions hold for it as for all else.
 * @throws MessagingError 'invalid-token' | 'too-large' | 'offline' | 'denied'
 */
export async function publishRaw(client: AnyClient, message: RawMessage): Promise<void> {
  const internals = internalsOf(client);
  const { subject, body, headers } = message;
  const driver = checkedDriver(internals, message);
  let denied = false;
  const stop = driver.onProblem((problem) => {
    if (problem.kind !== 'denied' || problem.operation !== 'publish') return;
    if (problem.subject === subject) denied = true;
  });
  try {
    driver.publish(subject, body, headers ? { headers } : {});
    internals.metrics.sent(body.length);
    await driver.rtt();
    // A refusal comes before the first pong, and is known a moment after it.
    if (!denied) await driver.rtt();
  } finally {
    stop();
  }
  if (denied) throw new MessagingError('denied', 'Your role may not do this.', { subject });
}

/**
 * Asks with what no schema has checked, and gives the reply as it came.
 * @throws MessagingError as publishRaw, 'no-responders' | 'timeout'
 */
export async function requestRaw(
  client: AnyClient,
  message: RawMessage,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<RawReply> {
  const internals = internalsOf(client);
  checkedDriver(internals, message);
  const { clock, ask } = internals;
  const { subject, body, headers } = message;
  const askedAt = clock.monotonic();
  const reply = await ask(subject, body, timeoutMs, headers);
  return {
    subject: reply.subject,
    body: reply.body,
    headers: reply.headers?.() ?? {},
    tookMs: clock.monotonic() - askedAt,
  };
}

function checkedDriver(internals: ClientInternals, message: RawMessage): Driver {
  const { subject, body, headers = {} } = message;
  assertSubject(subject);
  for (const [name, value] of Object.entries(headers)) assertHeader(name, value);
  const driver = internals.driver();
  if (!driver) throw new MessagingError('offline', 'There is no connection now.', { subject });
  const { maxPayload } = driver.info;
  const size = body.length + sizeOf(headers);
  if (size > maxPayload) {
    const text = `The message has ${size} bytes; the server takes ${maxPayload}.`;
    throw new MessagingError('too-large', text, { subject });
  }
  return driver;
}

/** A line break would forge protocol lines. */
function assertHeader(name: string, value: string): void {
  if (!/^[!-9;-~]{1,128}$/.test(name)) {
    const shown = JSON.stringify(name.slice(0, 80)).slice(1, -1);
    const text = `“${shown}” is not a header name: use letters, digits and dashes.`;
    throw new MessagingError('invalid-token', text);
  }
  if (/[\r\n\0]/.test(value)) {
    throw new MessagingError('invalid-token', `The header ${name} has a line break in its value.`);
  }
}

const FIRST_LINE_AND_LAST = 'NATS/1.0\r\n\r\n'.length;

function sizeOf(headers: Readonly<Record<string, string>>): number {
  const fields = Object.entries(headers);
  if (fields.length === 0) return 0;
  const bytes = new TextEncoder().encode(fields.map(([n, v]) => `${n}: ${v}\r\n`).join('')).length;
  return FIRST_LINE_AND_LAST + bytes;
}
