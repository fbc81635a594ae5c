import { isMessagingError, MessagingError } from '../lib/messaging/index.ts';

/** Whatever was thrown, as the one error that hooks give. */
export function toMessagingError(error: unknown): MessagingError {
  if (isMessagingError(error)) return error;
  return new MessagingError('offline', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
