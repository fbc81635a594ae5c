import type * as z from 'zod/mini';
import {
  type Catalog,
  type CatalogPart,
  type CommandDefinition,
  type Commands,
  type EnvelopeLayout,
  type EventDefinition,
  paramsOf,
  templateToWildcard,
} from '../../lib/messaging/index.ts';

/** What is open: events of one or several catalogs, and the commands of each by its name. */
export interface OpenCatalogs {
  readonly catalog: Catalog;
  readonly commands: Readonly<Record<string, Commands>>;
}

interface EntryBase {
  /** Unique among all entries, e.g. `event build.log`. */
  readonly key: string;
  readonly catalog: string;
  /** Such as `build`: entries of one resource stand together. */
  readonly resource: string;
  readonly name: string;
  /** With ids in braces. */
  readonly subject: string;
  readonly params: readonly string[];
  /** Every subject of it with `*` for ids. */
  readonly patterns: readonly string[];
}

export interface EventEntry extends EntryBase {
  readonly kind: 'event';
  readonly type: string;
  /** The stream that keeps it; null for live only. */
  readonly stream: string | null;
  /** Further subjects with the same body. */
  readonly alsoUnder: readonly string[];
  readonly withoutStream: EventDefinition['withoutStream'];
  readonly query: string | null;
  readonly envelope: EnvelopeLayout;
  /** Of the whole body; made when it is first needed. */
  readonly schema: () => z.ZodMiniType;
}

export interface CommandEntry extends EntryBase {
  readonly kind: 'command';
  readonly definition: CommandDefinition;
}

/** Bytes of a protocol of their own. */
export interface BytesEntry extends EntryBase {
  readonly kind: 'bytes';
}

export type CatalogEntry = EventEntry | CommandEntry | BytesEntry;
export type EntryKind = CatalogEntry['kind'];

export const entryKey = (kind: EntryKind, name: string): string => `${kind} ${name}`;

/** Everything in the open catalogs, by catalog and resource in the order of their definition. */
export function listEntries({ catalog, commands }: OpenCatalogs): readonly CatalogEntry[] {
  return catalog.parts.flatMap((part) => {
    const byResource = Map.groupBy(
      entriesOf(part, catalog, commands[part.name] ?? {}),
      ({ resource }) => resource,
    );
    return [...byResource.values()].flat();
  });
}

function entriesOf(part: CatalogPart, catalog: Catalog, commands: Commands): CatalogEntry[] {
  const events = Object.entries(part.definitions);
  const bytes = Object.entries(part.bytes);
  const asked = Object.entries(commands);
  const resourceOf = resourceNames([...events, ...bytes, ...asked].map(([name]) => name));
  const base = (
    kind: EntryKind,
    name: string,
    subject: string,
    others: readonly string[] = [],
  ) => ({
    key: entryKey(kind, name),
    catalog: part.name,
    resource: resourceOf(name),
    name,
    subject,
    params: [...new Set([subject, ...others].flatMap(paramsOf))],
    patterns: [...new Set([subject, ...others].map(templateToWildcard))],
  });
  return [
    ...events.map(([name, definition]): EventEntry => {
      const { subject, alsoUnder, type, stream, withoutStream, query, envelope } = definition;
      return {
        ...base('event', name, subject, alsoUnder),
        kind: 'event',
        ...{ type, stream, alsoUnder, withoutStream, query, envelope },
        schema: () => catalog.compiled(name).schema,
      };
    }),
    ...bytes.map(
      ([name, subject]): BytesEntry => ({ ...base('bytes', name, subject), kind: 'bytes' }),
    ),
    ...asked.map(
      ([name, definition]): CommandEntry => ({
        ...base('command', name, definition.subject),
        kind: 'command',
        definition,
      }),
    ),
  ];
}

/** The first part of a name that is not the same for the whole catalog. */
function resourceNames(names: readonly string[]): (name: string) => string {
  const parts = names.map((name) => name.split('.'));
  const [first = []] = parts;
  let shared = 0;
  while (
    first.length > shared + 1 &&
    parts.every((each) => each.length > shared + 1 && each[shared] === first[shared])
  ) {
    shared += 1;
  }
  return (name) => name.split('.')[names.length > 1 ? shared : 0] ?? name;
}

/** Entries that hold every word of a text, in their name, subject or surroundings. */
export function filterEntries(
  entries: readonly CatalogEntry[],
  text: string,
): readonly CatalogEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const searched = [
      ...[entry.name, entry.subject, entry.catalog, entry.kind],
      ...(entry.kind === 'event' ? [...entry.alsoUnder, entry.stream ?? 'live only'] : []),
    ];
    const whole = searched.join(' ').toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
