import { assertNever } from '../../assertNever.ts';
import type { CommandContext, RequestOptions } from '../types.ts';
import type { ConnectionContext } from '../clientInternals.ts';
import { encodeJson, tryDecodeJson } from '../catalog/codec.ts';
import {
  type CommandDefinition,
  commandSubject,
  readReply,
  readRequest,
  type Refusal,
  writeRefusal,
  writeReply,
  writeRequest,
} from '../catalog/commands.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { retryRequest } from './retryRequest.ts';
import { parseSubject } from '../catalog/subjects.ts';

const REQUEST_TIMEOUT_MS = 5_000;

/** Thrown by a command's handler to refuse it. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
  readonly code: string;
  /** Goes over the wire as JSON. */
  readonly details: object | undefined;

  /** @param code 'changed': another change came first, and the details hold the present state */
  constructor(
    code: 'not-found' | 'conflict' | 'changed' | 'invalid' | 'failed',
    message: string,
    details?: object,
  ) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Thrown by a command's handler to leave the answer to another responder. */
export class NotMine extends Error {
  override readonly name = 'NotMine';
}

type AskContext = Pick<ConnectionContext, 'ask' | 'clock' | 'driver'> & { readonly userId: string };

/** See MessagingClient.request. */
export async function askCommand(
  { ask, clock, driver, userId }: AskContext,
  command: CommandDefinition,
  ids: Readonly<Record<string, string>>,
  input: unknown,
  options: RequestOptions,
): Promise<unknown> {
  const subject = commandSubject(command, userId, ids);
  const { idempotencyKey, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const body = encodeJson(writeRequest(command, input, idempotencyKey));
  const attempt = (leftMs: number) => ask(subject, body, leftMs);
  // Without a key a repeat might do it twice; without a connection it fails at once.
  const isKeyed = idempotencyKey !== undefined && command.envelope.kind !== 'plain';
  const message = await (!isKeyed || !driver()
    ? attempt(timeoutMs)
    : retryRequest({
        clock,
        timeoutMs,
        unanswered: command.repeatable ? 'repeat' : 'wait',
        attempt,
      }));
  const reply = readReply(command, tryDecodeJson(message.body));
  switch (reply.kind) {
    case 'answered':
      return reply.data;
    case 'refused': {
      const { code, message: text, details } = reply;
      throw new MessagingError('rejected', text, { subject, reason: code, details });
    }
    case 'unknown-shape': {
      const text = 'The answer is not what this page expects.';
      throw new MessagingError('invalid-reply', text, { subject, cause: reply.cause });
    }
    default:
      return assertNever(reply);
  }
}

type AnyHandler = (input: never, ids: never, context: CommandContext) => unknown;

/** Every failure ends in an answer, but for what another responder answers. */
export async function answerCommand(
  command: CommandDefinition,
  message: DriverMessage,
  handler: AnyHandler,
  reply: (subject: string, body: Uint8Array) => void,
  onError: (error: unknown) => void,
): Promise<void> {
  // Anything but an inbox would aim our answer at an event subject.
  if (!message.reply?.startsWith('_INBOX.')) return;
  const send = (value: unknown) => reply(message.reply ?? '', encodeJson(value));
  try {
    const data = await runCommand(command, message, handler);
    if (data !== null) send(writeReply(command, data));
  } catch (error) {
    if (error instanceof NotMine) return;
    if (!(error instanceof CommandRefusal)) onError(error);
    try {
      send(writeRefusal(command, describeRefusal(error), tryDecodeJson(message.body)));
    } catch {
      // The connection is gone; the caller times out.
    }
  }
}

function describeRefusal(error: unknown): Refusal {
  if (error instanceof CommandRefusal) {
    const { code, message, details } = error;
    return { code, message, ...(details === undefined ? {} : { details }) };
  }
  // The error may name paths or secrets.
  return { code: 'failed', message: 'The agent could not do this. Its own log says why.' };
}

async function runCommand(
  command: CommandDefinition,
  message: DriverMessage,
  handler: AnyHandler,
): Promise<unknown> {
  const ids = parseSubject(command.subject, message.subject);
  const request = readRequest(command, tryDecodeJson(message.body));
  if (!ids || !request) {
    throw new CommandRefusal('invalid', 'The request has an unknown shape.');
  }
  const { userId = '', ...rest } = ids;
  const { input, idempotencyKey } = request;
  return handler(input as never, rest as never, { userId, idempotencyKey });
}
