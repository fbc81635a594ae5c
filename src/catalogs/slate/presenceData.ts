import * as z from 'zod/mini';
import { count, token } from '../../lib/messaging/catalog/fields.ts';

/** A number that counts something, exactly. */
const whole = count.check(z.int());

/** Where a person is in a project. */
const presenceLocation = z.looseObject({
  /** project, build, log, runtime, files, assets; others are shown by their name. */
  page: z.string().check(z.minLength(1), z.maxLength(64)),
  buildId: z.optional(token),
  sessionId: z.optional(token),
  fileId: z.optional(token),
  /** Of the open file, relative to the project. */
  path: z.optional(z.string().check(z.maxLength(1_024))),
  /** From 1: of the file, or of the log as its readers count. */
  line: z.optional(whole),
  /** Of the log line in its stream, and which line of that message, from 0. */
  sequence: z.optional(whole),
  row: z.optional(whole),
});
export type PresenceLocation = z.infer<typeof presenceLocation>;

/** A person in front of a page. */
export const presenceData = z.looseObject({
  name: z.optional(z.string()),
  /** One per tab. */
  sessionId: z.optional(token),
  state: z.optional(z.enum(['active', 'away'])),
  /** How often at least this tab publishes its presence; 10 s if left out. */
  heartbeatMs: z.optional(z.number().check(z.positive(), z.maximum(120_000))),
  /** Counts this tab's presence events: of two, the higher one is the later. */
  beat: z.optional(whole),
  /** Asks everyone in the project to publish their presence. */
  rollCall: z.optional(z.boolean()),
  /** Where they are, e.g. "Build log". */
  view: z.optional(z.string()),
  /** Since the person last focused this tab: an age, since clocks differ. */
  focusAgeMs: z.optional(count),
  location: z.optional(presenceLocation),
  /** The userId of whom this tab follows. */
  following: z.optional(token),
});
export type PresenceData = z.infer<typeof presenceData>;

/** A place in a text, e.g. a relative position of Yjs in base64; only those who edit it read it. */
const position = z.string().check(z.maxLength(512));

/** A person's caret in a file. */
export const cursorData = z.looseObject({
  name: z.optional(z.string()),
  /** One per tab. */
  sessionId: z.optional(token),
  /** Counts this tab's events in the file: of two, the higher one is the later. */
  beat: z.optional(whole),
  /** Where the caret is; left out while there is none. */
  head: z.optional(position),
  /** Where the selection began. */
  anchor: z.optional(position),
  /** The caret's, from 1. */
  line: z.optional(whole),
});
export type CursorData = z.infer<typeof cursorData>;
