import { setInternals, internalsOf } from '../clientInternals.ts';
import { MessagingError } from '../errors.ts';
import type { MessagingClient, SubscribeOptions } from '../types.ts';

const refusal = (what: string) =>
  new MessagingError('replaying', `This is a replay: ${what} only live.`);
const refuse = (what: string) => Promise.reject(refusal(what));

/**
 * A client for what replays: it shows the live one's connection, and sends nothing. Its stored
 * history can be read; nothing live is delivered.
 */
export function replayClient(live: MessagingClient): MessagingClient {
  const nothing = () => () => {};
  const subscribe = (_pattern: unknown, _handler: unknown, options?: SubscribeOptions) => {
    queueMicrotask(() => options?.onStatus?.({ phase: 'failed', error: refusal('this arrives') }));
    return () => {};
  };
  const client: MessagingClient = {
    ...live,
    publish: () => refuse('events are published'),
    publishBytes: () => {
      throw refusal('messages are sent');
    },
    request: () => refuse('commands are asked'),
    respond: () => {
      throw refusal('commands are answered');
    },
    respondWithEvent: () => {
      throw refusal('requests are answered');
    },
    subscribe,
    subscribeBytes: (_name, _ids, handler, options) => subscribe('', handler, options),
    follow: (_pattern, _from, observer) => {
      queueMicrotask(() =>
        observer.onState?.({ phase: 'failed', error: refusal('events are followed') }),
      );
      return () => {};
    },
    onActivity: nothing,
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  setInternals(client, internalsOf(live));
  return client;
}
