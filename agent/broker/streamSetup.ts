import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  type AnyClient,
  apiCodes,
  callApi,
  getStreamInfo,
  internalsOf,
  nanoseconds,
  streamInfo,
} from '../../src/lib/messaging/internals.ts';

export interface StreamSettings {
  readonly name: string;
  readonly subjects: readonly string[];
  /** 0 keeps for ever. */
  readonly maxAgeMs: number;
  /** -1 is without limit. */
  readonly maxBytes: number;
  /** How long the server remembers message ids. */
  readonly duplicateWindowMs: number;
  /**
   * 'limits' (if not given) keeps messages until a limit drops the oldest; 'workqueue' until a
   * worker has done them, and refuses new ones when full: what was accepted is never dropped.
   */
  readonly retention?: 'limits' | 'workqueue';
  /**
   * Makes it a key-value bucket that keeps this many values of each key, and refuses new ones when
   * full; only looked at when the stream is created.
   */
  readonly history?: number;
  /** Of one subject; the oldest go first. -1 or nothing is without limit. */
  readonly maxMsgsPerSubject?: number;
  /** What a subject holds is never replaced; only looked at when the stream is created. */
  readonly writeOnce?: boolean;
  /** Servers that each keep a copy; 1 if not given, and only looked at when the stream is created. */
  readonly replicas?: number;
}

/** Whether the present settings may be changed, or are only compared. */
export type EnsureMode = 'apply' | 'compare';

/** What clients of key-value buckets expect (ADR-8). */
const bucketRules = { allow_rollup_hdrs: true, deny_delete: true, allow_direct: true };

/**
 * Creates the stream, or brings its subjects and limits up to date; everything else that an
 * operator set on it is kept. Only the agent role may.
 * @throws MessagingError 'offline' | 'timeout' | 'denied' | 'jetstream' | 'no-responders'
 */
export async function ensureStream(
  client: AnyClient,
  settings: StreamSettings,
  mode: EnsureMode = 'apply',
): Promise<'created' | 'updated' | 'unchanged' | 'different'> {
  const { ask } = internalsOf(client);
  const perSubject = settings.history ?? settings.maxMsgsPerSubject;
  const wanted = {
    name: settings.name,
    subjects: [...settings.subjects],
    max_age: nanoseconds(settings.maxAgeMs),
    max_bytes: settings.maxBytes,
    duplicate_window: nanoseconds(settings.duplicateWindowMs),
    ...(perSubject === undefined ? {} : { max_msgs_per_subject: perSubject }),
  };
  const existing = await getStreamInfo(ask, settings.name).catch((error: unknown) => {
    if (error instanceof MessagingError && error.apiCode === apiCodes.streamNotFound) return null;
    throw error;
  });
  if (!existing) {
    const retention = settings.retention ?? 'limits';
    const isBucket = settings.history !== undefined;
    const discard = retention === 'workqueue' || isBucket ? 'new' : 'old';
    const defaults = {
      ...{ retention, storage: 'file', discard, num_replicas: settings.replicas ?? 1 },
      ...(isBucket ? bucketRules : {}),
      ...(settings.writeOnce ? { max_msgs_per_subject: 1, discard_new_per_subject: true } : {}),
    };
    await callApi(ask, `STREAM.CREATE.${settings.name}`, { ...defaults, ...wanted }, streamInfo);
    return 'created';
  }
  const has = existing.config;
  const sameSubjects =
    [...(has.subjects ?? [])].sort().join() === [...wanted.subjects].sort().join();
  const sameLimits =
    has.max_age === wanted.max_age &&
    has.max_bytes === wanted.max_bytes &&
    has.duplicate_window === wanted.duplicate_window &&
    (perSubject === undefined || has.max_msgs_per_subject === perSubject);
  if (sameSubjects && sameLimits) return 'unchanged';
  if (mode === 'compare') return 'different';
  await callApi(ask, `STREAM.UPDATE.${settings.name}`, { ...has, ...wanted }, streamInfo);
  return 'updated';
}
