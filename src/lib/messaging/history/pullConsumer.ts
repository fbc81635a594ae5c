import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { encodeJson } from '../catalog/codec.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { type Ask, callApi, nanoseconds, parsePosition, type StoredPosition } from './jetstream.ts';

/** In effect the bytes are the limit. */
const BATCH = 100_000;
/** One pull and a half may pile up in the server; more than its `max_pending` is a slow consumer. */
const BATCH_BYTES = 512 * 1024;
/** As the server counts them. */
const HEADER_BYTES = 100;
const PULL_EXPIRES_MS = 30_000;
/** A consumer may die with its node while the connection to another node lives. */
const HEARTBEAT_MS = 3_000;
/** Two missed heartbeats and a margin. */
const SILENCE_MS = 7_000;
const LOOK_EVERY_MS = 1_500;
/** The server then removes the consumer of a page that vanished. */
const INACTIVE_THRESHOLD_MS = 60_000;

export type ConsumerStart =
  | { readonly kind: 'all' }
  | { readonly kind: 'new' }
  | { readonly kind: 'last-per-subject' }
  | { readonly kind: 'seq'; readonly seq: number }
  | { readonly kind: 'time'; readonly time: number };

export function startConfig(start: ConsumerStart): Record<string, unknown> {
  switch (start.kind) {
    case 'all':
      return { deliver_policy: 'all' };
    case 'new':
      return { deliver_policy: 'new' };
    case 'last-per-subject':
      return { deliver_policy: 'last_per_subject' };
    case 'seq':
      return { deliver_policy: 'by_start_sequence', opt_start_seq: start.seq };
    case 'time':
      return {
        deliver_policy: 'by_start_time',
        opt_start_time: new Date(start.time).toISOString(),
      };
  }
}

const consumerInfo = z.looseObject({
  name: z.string(),
  num_pending: z.number(),
  created: z.optional(z.string()),
});

export interface CreatedConsumer {
  readonly pending: number;
  /** By the server's clock; null if it does not say. */
  readonly createdAt: number | null;
}

/**
 * Creates a named, ephemeral consumer: only for a named one does the server check the filter
 * against the role's permissions.
 */
export async function createConsumer(
  ask: Ask,
  stream: string,
  name: string,
  filter: string,
  start: ConsumerStart,
  timeoutMs?: number,
): Promise<CreatedConsumer> {
  const config = {
    name,
    ...startConfig(start),
    ack_policy: 'none',
    filter_subject: filter,
    replay_policy: 'instant',
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanoseconds(INACTIVE_THRESHOLD_MS),
  };
  const path = `CONSUMER.CREATE.${stream}.${name}.${filter}`;
  const info = await callApi(ask, path, { stream_name: stream, config }, consumerInfo, timeoutMs);
  const createdAt = Date.parse(info.created ?? '');
  return { pending: info.num_pending, createdAt: Number.isNaN(createdAt) ? null : createdAt };
}

/** Without waiting; the server would in time. */
export function deleteConsumer(driver: Driver, stream: string, name: string): void {
  try {
    driver.publish(`$JS.API.CONSUMER.DELETE.${stream}.${name}`, new Uint8Array());
  } catch {
    // The connection is gone; the consumer goes after its inactive threshold.
  }
}

export interface PullHandlers {
  readonly batch?: number;
  readonly onMessage: (message: DriverMessage, position: StoredPosition) => void;
  /** Nothing waits now. */
  readonly onIdle: () => void;
  readonly onBroken: (error: MessagingError) => void;
}

export interface PullOptions extends PullHandlers {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly stream: string;
  readonly name: string;
  readonly inbox: string;
}

/** Pulls a consumer's messages in order. Returns the undo. */
export function pullMessages(options: PullOptions): () => void {
  const { driver, clock, stream, name, inbox } = options;
  const batch = Math.min(BATCH, options.batch ?? BATCH);
  let lastConsumerSeq = 0;
  let maxBytes = BATCH_BYTES;
  /** Bytes asked for and not here yet, estimated. */
  let awaited = 0;
  let arrivedSincePull = false;
  let pulls = 0;
  let lastSignOfLife = clock.monotonic();
  let running = true;
  let stopTimer = () => {};

  const stop = () => {
    if (!running) return;
    running = false;
    stopTimer();
    unsubscribe();
  };
  const broken = (message: string) => {
    if (!running) return;
    stop();
    options.onBroken(new MessagingError('offline', message));
  };
  const pull = () => {
    if (!running) return;
    awaited += maxBytes;
    arrivedSincePull = false;
    pulls += 1;
    const request = {
      batch,
      max_bytes: maxBytes,
      expires: nanoseconds(PULL_EXPIRES_MS),
      idle_heartbeat: nanoseconds(HEARTBEAT_MS),
    };
    try {
      driver.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, encodeJson(request), {
        reply: `${inbox}.${pulls}`,
      });
    } catch {
      // The supervisor sees the same loss and attaches the next connection.
    }
  };
  const pullAnew = () => {
    awaited = 0;
    pull();
  };
  const onControl = (message: DriverMessage) => {
    switch (message.status) {
      case 100:
        options.onIdle();
        return;
      case 404:
      case 408:
        options.onIdle();
        pullAnew();
        return;
      case 409:
        // The pull has brought all that it asked for; any other 409 ends the reader.
        if (/maxbytes|batch completed/i.test(message.statusText ?? '')) {
          // One message is larger than the limit.
          if (!arrivedSincePull) maxBytes = Math.max(BATCH_BYTES, 2 * driver.info.maxPayload);
          pullAnew();
        } else broken(`The server ended the reader: ${message.statusText}.`);
        return;
      default:
        broken(`The server ended the reader with status ${message.status}.`);
    }
  };
  const watchSilence = () => {
    stopTimer = clock.after(LOOK_EVERY_MS, () => {
      if (clock.monotonic() - lastSignOfLife <= SILENCE_MS) watchSilence();
      else void askIfSilent(lastSignOfLife);
    });
  };
  /** Heartbeats may wait behind a large message or a busy thread, and so would a pong. */
  const askIfSilent = async (since: number) => {
    await driver.rtt().catch(() => {});
    if (!running) return;
    if (lastSignOfLife === since) broken('The reader fell silent.');
    else watchSilence();
  };

  const unsubscribe = driver.subscribe(
    `${inbox}.*`,
    (message) => {
      if (!running) return;
      lastSignOfLife = clock.monotonic();
      if (message.status !== undefined) {
        // An older pull may still report its end.
        if (message.subject === `${inbox}.${pulls}`) onControl(message);
        return;
      }
      const position = parsePosition(message.reply);
      if (!position) return;
      if (position.consumerSeq !== lastConsumerSeq + 1) {
        broken('A message was lost on the way.');
        return;
      }
      lastConsumerSeq = position.consumerSeq;
      arrivedSincePull = true;
      awaited -= message.subject.length + (message.reply?.length ?? 0) + HEADER_BYTES;
      awaited -= message.body.length;
      options.onMessage(message, position);
      // Early, so that the server never waits for the next pull.
      if (awaited < maxBytes / 2) pull();
    },
    { onError: () => broken('The server refused the inbox.') },
  );
  pull();
  watchSilence();
  return () => {
    if (!running) return;
    stop();
    deleteConsumer(driver, stream, name);
  };
}
