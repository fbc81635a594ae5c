import { useCallback, useState } from 'react';
import type {
  EventFields,
  EventName,
  MessagingClient,
  MessagingError,
  PublishOptions,
} from '../lib/messaging/index.ts';
import { toMessagingError } from './toMessagingError.ts';
import { useMessaging } from './useMessaging.ts';

export interface Publish {
  /** Publishes one event under all its subjects, and never throws: `error` says what went wrong. */
  readonly publish: <Name extends EventName>(
    name: Name,
    fields: EventFields<Name>,
    options?: PublishOptions,
  ) => void;
  /** The same, and resolves with the receipt or rejects with a MessagingError. */
  readonly publishAsync: MessagingClient['publish'];
  /** Why the last `publish` failed; null once one has worked. */
  readonly error: MessagingError | null;
}

/**
 * Publishes events of the catalog; both functions stay the same for the life of the client.
 *
 *     const { publish, error } = usePublish();
 *     publish('collab.presence', { projectId, data: { view: 'Build log' } });
 */
export function usePublish(): Publish {
  const client = useMessaging();
  const [error, setError] = useState<MessagingError | null>(null);
  const publish = useCallback<Publish['publish']>(
    (name, fields, options) => {
      client.publish(name, fields, options).then(
        () => setError(null),
        (reason: unknown) => setError(toMessagingError(reason)),
      );
    },
    [client],
  );
  return { publish, publishAsync: client.publish, error };
}
