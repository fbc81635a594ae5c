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
  /** Never throws: see `error`. */
  readonly publish: <Name extends EventName>(
    name: Name,
    fields: EventFields<Name>,
    options?: PublishOptions,
  ) => void;
  /** Resolves with the receipt or rejects with a MessagingError. */
  readonly publishAsync: MessagingClient['publish'];
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
