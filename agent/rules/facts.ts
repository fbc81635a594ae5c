import type { RuleDraft } from '../../src/catalogs/slate/index.ts';
import type { Catalog, MessageHeaders } from '../../src/lib/messaging/index.ts';
import { decodeEvent, idOf, subjectMatches } from '../../src/lib/messaging/internals.ts';
import { meetsConditions, readKey } from './conditions.ts';
import type { Fact } from './machine.ts';

/** A message of a stream and where it is in it. */
export interface StoredEvent {
  readonly stream: string;
  readonly seq: number;
  readonly at: number;
  readonly subject: string;
  readonly body: Uint8Array;
  /** A CloudEvent in binary mode has its attributes there. */
  readonly headers?: (() => MessageHeaders) | undefined;
}

export interface DecodedEvent extends StoredEvent {
  readonly event: Readonly<Record<string, unknown>>;
  readonly eventId: string | undefined;
  /** All subjects that carry it; the main one first. */
  readonly subjects: readonly string[];
}

/** What rules publish themselves: a rule over it would meet its own matches for ever. */
const OWN = 'slate.rule.>';

/** The patterns of which a rule reads events. */
export function patternsOf({ pattern, trigger }: RuleDraft): readonly string[] {
  return trigger.kind === 'not-followed' ? [pattern, ...trigger.by] : [pattern];
}

/** Whether a rule has to look at a message at all; nothing is decoded for it. */
export function concerns(rule: RuleDraft, subject: string): boolean {
  return (
    !subjectMatches(OWN, subject) &&
    patternsOf(rule).some((pattern) => subjectMatches(pattern, subject))
  );
}

/** Null for what breaks its catalog's contract: rules are over events. */
export function decodeStored(catalog: Catalog, stored: StoredEvent): DecodedEvent | null {
  const decoded = decodeEvent(catalog, stored.subject, stored.body, stored.headers);
  if (!decoded.ok) return null;
  const { name, event, envelope } = decoded;
  const eventId = idOf(envelope, event);
  return { ...stored, event, eventId, subjects: catalog.subjectsOf(name, event) };
}

/** What an event is to a rule; null if it is nothing. */
export function factOf(rule: RuleDraft, decoded: DecodedEvent): Fact | null {
  const { trigger } = rule;
  const role = roleOf(rule, decoded);
  if (role === null) return null;
  const key = trigger.kind === 'not-followed' ? readKey(decoded.event, trigger.key) : undefined;
  if (key === null) return null;
  const { at, stream, seq, subject, eventId } = decoded;
  return { at, stream, seq, subject, eventId, role, key };
}

function roleOf(rule: RuleDraft, decoded: DecodedEvent): Fact['role'] | null {
  const { trigger, pattern } = rule;
  if (isFirstOf([pattern], decoded) && meetsConditions(rule, decoded.event)) return 'event';
  const isFollower = trigger.kind === 'not-followed' && isFirstOf(trigger.by, decoded);
  return isFollower ? 'follower' : null;
}

/** An event that is stored under several subjects counts once: under the first that matches. */
function isFirstOf(patterns: readonly string[], { subject, subjects }: DecodedEvent): boolean {
  const matches = (one: string) => patterns.some((pattern) => subjectMatches(pattern, one));
  return matches(subject) && subject === (subjects.find(matches) ?? subject);
}
