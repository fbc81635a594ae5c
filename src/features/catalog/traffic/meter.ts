/** What was wrong with a message. */
export interface InvalidMessage {
  readonly subject: string;
  readonly receivedAt: number;
  readonly reason: string;
  /** Which field, and why. */
  readonly detail: string;
  readonly preview: string;
}

export interface Sender {
  readonly messages: number;
  readonly lastAt: number;
}

/** What has come of one entry since the page watches it. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  readonly lastAt: number;
  readonly lastSubject: string;
  /** Messages by second of the last ones. */
  readonly seconds: ReadonlyMap<number, number>;
  /** How many were held against the schema: in a flood not all are. */
  readonly checked: number;
  readonly invalid: number;
  readonly lastInvalid: InvalidMessage | null;
  /** By what the envelope calls them; the first ones of many. */
  readonly senders: ReadonlyMap<string, Sender>;
  readonly hasMoreSenders: boolean;
}

/** What came of an entry since it was last added up. */
export interface TrafficBatch {
  readonly messages: number;
  readonly bytes: number;
  readonly lastAt: number;
  readonly lastSubject: string;
  readonly seconds: ReadonlyMap<number, number>;
  readonly checked: number;
  readonly invalid: number;
  readonly lastInvalid: InvalidMessage | null;
  readonly senders: readonly string[];
}

/** A rate is of the last ten seconds. */
export const RATE_SECONDS = 10;
const MAX_SENDERS = 20;

const nothing: Traffic = {
  messages: 0,
  bytes: 0,
  lastAt: 0,
  lastSubject: '',
  seconds: new Map(),
  checked: 0,
  invalid: 0,
  lastInvalid: null,
  senders: new Map(),
  hasMoreSenders: false,
};

/** Adds a batch up; what is kept is bounded. */
export function addTraffic(before: Traffic = nothing, batch: TrafficBatch): Traffic {
  const seconds = new Map(before.seconds);
  for (const [second, count] of batch.seconds) {
    seconds.set(second, (seconds.get(second) ?? 0) + count);
  }
  const oldest = Math.floor(batch.lastAt / 1000) - RATE_SECONDS;
  for (const second of seconds.keys()) if (second < oldest) seconds.delete(second);
  const senders = new Map(before.senders);
  let { hasMoreSenders } = before;
  for (const name of batch.senders) {
    const known = senders.get(name);
    if (known || senders.size < MAX_SENDERS) {
      senders.set(name, { messages: (known?.messages ?? 0) + 1, lastAt: batch.lastAt });
    } else hasMoreSenders = true;
  }
  return {
    messages: before.messages + batch.messages,
    bytes: before.bytes + batch.bytes,
    lastAt: batch.lastAt,
    lastSubject: batch.lastSubject,
    seconds,
    checked: before.checked + batch.checked,
    invalid: before.invalid + batch.invalid,
    lastInvalid: batch.lastInvalid ?? before.lastInvalid,
    senders,
    hasMoreSenders,
  };
}

/**
 * Messages a second, over the last ten whole seconds.
 * @param since when watching began: a shorter time than ten seconds is divided by itself
 */
export function rateOf({ seconds }: Traffic, now: number, since: number): number {
  const end = Math.floor(now / 1000);
  const begin = end - RATE_SECONDS;
  let sum = 0;
  for (const [second, count] of seconds) if (second >= begin && second <= end) sum += count;
  const watched = Math.min(RATE_SECONDS, Math.max(1, (now - since) / 1000));
  return sum / watched;
}

/** 0.25 → "0.3/s", 1204 → "1,204/s"; less than one in ten seconds is none. */
export function rateText(rate: number): string {
  if (rate < 0.05) return '0/s';
  return rate < 10 ? `${rate.toFixed(1)}/s` : `${Math.round(rate).toLocaleString('en')}/s`;
}
