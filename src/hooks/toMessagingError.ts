import { isMessagingError, MessagingError } from '../lib/messaging/index.ts';

export function toMessagingError(error: unknown): MessagingError {
  if (isMessagingError(error)) return error;
  return new MessagingError('offline', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
