import {
  type Catalog,
  type CatalogEvent,
  checkShape,
  type CommandDefinition,
  type Commands,
  commandSubject,
  composeBody,
  encodeJson,
  isMessagingError,
  paramsOf,
  type RawMessage,
  writeRequest,
} from '../../../lib/messaging/index.ts';

/** Something of a catalog that can be sent. */
export type SendEntry =
  | { readonly kind: 'event'; readonly name: string; readonly definition: CatalogEvent }
  | { readonly kind: 'command'; readonly name: string; readonly definition: CommandDefinition };

/** A command may have the name of an event: the event is found first. */
export function findEntry(catalog: Catalog, commands: Commands, name: string): SendEntry | null {
  return sendEntries(catalog, commands).find((entry) => entry.name === name) ?? null;
}

export function sendEntries(catalog: Catalog, commands: Commands): readonly SendEntry[] {
  return [
    ...catalog.parts.flatMap(({ definitions }) =>
      Object.entries(definitions).map(
        ([name, definition]): SendEntry => ({ kind: 'event', name, definition }),
      ),
    ),
    ...Object.entries(commands).map(
      ([name, definition]): SendEntry => ({ kind: 'command', name, definition }),
    ),
  ];
}

export interface EntryId {
  readonly name: string;
  readonly required: boolean;
}

/** The ids that a person gives; who sends is known. */
export function idsOf(entry: SendEntry): readonly EntryId[] {
  const required = paramsOf(entry.definition.subject).filter(
    (name) => entry.kind === 'event' || name !== 'userId',
  );
  const also = entry.kind === 'event' ? entry.definition.alsoUnder.flatMap(paramsOf) : [];
  return [
    ...required.map((name) => ({ name, required: true })),
    ...[...new Set(also)]
      .filter((name) => !required.includes(name))
      .map((name) => ({ name, required: false })),
  ];
}

/** The schema of what a person writes: an event's data, a command's input. */
export const schemaOf = (entry: SendEntry) =>
  entry.kind === 'event' ? entry.definition.data : entry.definition.input;

export interface Sender {
  readonly userId: string;
  readonly now: number;
  readonly id: string;
}

export type Composed =
  /** The same body under each of an event's subjects. */
  | { readonly ok: true; readonly messages: readonly RawMessage[]; readonly body: unknown }
  /** `isUnfinished`: nothing is wrong so far. */
  | { readonly ok: false; readonly problem: string; readonly isUnfinished?: boolean };

/** The messages of an entry, or why they would not be as the catalog says. */
export function composeEntry(
  catalog: Catalog,
  entry: SendEntry,
  ids: Readonly<Record<string, string>>,
  value: unknown,
  sender: Sender,
): Composed {
  const given = Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== ''));
  const missing = idsOf(entry).filter(({ name, required }) => required && !(name in given));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(' and ');
    return { ok: false, problem: `Fill in ${names}.`, isUnfinished: true };
  }
  try {
    return entry.kind === 'event'
      ? composeEvent(catalog, entry, given, value, sender)
      : composeCommand(entry, given, value, sender);
  } catch (error) {
    if (isMessagingError(error)) return { ok: false, problem: error.message };
    throw error;
  }
}

function composeEvent(
  catalog: Catalog,
  { name, definition }: Extract<SendEntry, { kind: 'event' }>,
  ids: Readonly<Record<string, string>>,
  value: unknown,
  { now, id }: Sender,
): Composed {
  const data = value === undefined ? {} : { [definition.envelope.data]: value };
  const fields = { ...ids, ...data };
  const subjects = catalog.subjectsOf(name, fields);
  const body = composeBody(definition, fields, now, id);
  const checked = catalog.compiled(name).check(body);
  if (!checked.ok) return { ok: false, problem: `${checked.path || 'body'}: ${checked.message}` };
  const bytes = encodeJson(body);
  return { ok: true, body, messages: subjects.map((subject) => ({ subject, body: bytes })) };
}

function composeCommand(
  { definition }: Extract<SendEntry, { kind: 'command' }>,
  ids: Readonly<Record<string, string>>,
  value: unknown,
  { userId }: Sender,
): Composed {
  const subject = commandSubject(definition, userId, ids);
  const checked = checkShape(() => definition.input, value ?? {});
  if (!checked.ok) return { ok: false, problem: `${checked.path || 'input'}: ${checked.message}` };
  const body = writeRequest(definition, value ?? {}, undefined);
  return { ok: true, body, messages: [{ subject, body: encodeJson(body) }] };
}
