/** By what the caller can do about it. */
export type MessagingErrorCode =
  /** An id is not one subject token: fix the caller. */
  | 'invalid-token'
  /** A body does not match its schema or its subject: fix the publisher. */
  | 'invalid-event'
  /** The body is larger than the server's max_payload: send less. */
  | 'too-large'
  /** There is no connection now: retry when live. */
  | 'offline'
  /** The role may not use this subject: sign in as another user. */
  | 'denied'
  /** No responder on this subject: start the agent. */
  | 'no-responders'
  /** A responder may be working on it, but did not answer in time. */
  | 'timeout'
  /** The answer does not match its schema: versions differ. */
  | 'invalid-reply'
  /** The responder understood the command and said no; `reason` says why. */
  | 'rejected'
  /** The server said no through the JetStream API; `apiCode` is its err_code. */
  | 'jetstream'
  /** The stream has another message with this id: publish under a new one. */
  | 'duplicate'
  /** What must be kept can't be: the disk is full or blocked, or too much waits. */
  | 'storage'
  /** What a replay shows is past: ask again when live. */
  | 'replaying'
  /** The client was closed by its owner. */
  | 'closed';

export interface MessagingErrorDetails {
  readonly cause?: unknown;
  readonly subject?: string;
  /** JetStream's err_code (ADR-1), where its API answered. */
  readonly apiCode?: number;
  /** The responder's own reason code, with code 'rejected'. */
  readonly reason?: string;
  /** Details of a rejection; not checked. */
  readonly details?: unknown;
}

export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  readonly code: MessagingErrorCode;
  readonly subject: string | undefined;
  readonly apiCode: number | undefined;
  readonly reason: string | undefined;
  readonly details: unknown;

  constructor(code: MessagingErrorCode, message: string, details: MessagingErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.subject = details.subject;
    this.apiCode = details.apiCode;
    this.reason = details.reason;
    this.details = details.details;
  }
}

export function isMessagingError(
  error: unknown,
  ...codes: MessagingErrorCode[]
): error is MessagingError {
  return error instanceof MessagingError && (codes.length === 0 || codes.includes(error.code));
}
