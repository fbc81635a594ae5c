import type { OutboxState } from '../../lib/messaging/index.ts';

export interface OutboxWords {
  /** "3 queued"; null when nothing waits. */
  readonly queued: string | null;
  /** Why, for a tooltip. */
  readonly title: string;
  /** What is wrong with the storage, and what to do; null while it works. */
  readonly warning: string | null;
}

/** The state of the outbox in words. */
export function describeOutbox({
  queued,
  degraded,
  storage,
  storageProblem,
}: OutboxState): OutboxWords {
  const safe = storage === 'persistent' ? ' They are kept on this device until then.' : '';
  return {
    queued: queued > 0 ? `${queued.toLocaleString('en')} queued` : null,
    title: degraded
      ? `Shown to others already; stored when the server keeps history again.${safe}`
      : `Not stored by the server yet; sent as soon as possible, in order.${safe}`,
    warning:
      storage === 'failed'
        ? `Changes can’t be kept on this device. ${storageProblem ?? ''} Free some space or allow this page to keep data, then reload it.`
        : null,
  };
}
