import { MessagingError } from '../errors.ts';
import { checkShape, type ShapeCheck } from './checkShape.ts';
import {
  bodySchema,
  type CatalogEvent,
  type Definitions,
  type EventDefinition,
} from './definitions.ts';
import { defaultEnvelope, type EnvelopeLayout } from './envelope.ts';
import { SubjectIndex } from './subjectIndex.ts';
import { assertTemplate, fillTemplate, paramsOf, templateToWildcard } from './subjects.ts';
import type * as z from 'zod/mini';

/** A burst comes on few subjects; the cap keeps hostile subject names from growing the memory. */
const REMEMBERED_SUBJECTS = 512;

/** Why a message is not an event of the catalog. */
export type InvalidReason =
  | 'malformed-json'
  | 'wrong-shape'
  | 'subject-mismatch'
  | 'unknown-action'
  | 'forbidden-key'
  /** A stored message that a consumer delivered to a plain subscription. */
  | 'redirected';

/** Which event a subject carries, and the ids that its body may name. */
export interface SubjectEntry {
  readonly entry: CompiledEvent;
  readonly keys: readonly Readonly<Record<string, string>>[];
}

/** Names and subjects of what is no JSON: bytes of a protocol of their own, in no stream. */
export type ByteSubjects = Readonly<Record<string, string>>;

/** One catalog of those that are open. */
export interface CatalogPart {
  readonly name: string;
  readonly envelope: EnvelopeLayout;
  readonly definitions: Definitions;
  readonly bytes: ByteSubjects;
}

export interface Catalog<
  Defs extends Definitions = Definitions,
  Bytes extends ByteSubjects = ByteSubjects,
> {
  readonly name: string;
  /** The catalogs that it was made of; itself if it is one. */
  readonly parts: readonly CatalogPart[];
  readonly definitions: Defs;
  readonly bytes: Bytes;
  /** True for a subject of bytes. */
  holdsBytes(subject: string): boolean;
  /** The definition that `subject` belongs to, or null: an unknown action. */
  find(subject: string): SubjectEntry | null;
  compiled(name: keyof Defs & string): CompiledEvent;
  /** Every subject that an event must be sent under, the main one first, without repeats. */
  subjectsOf(name: keyof Defs & string, body: Readonly<Record<string, unknown>>): readonly string[];
  /** The streams that may hold messages for a pattern. */
  streamsFor(pattern: string): readonly string[];
  /**
   * The wildcard subjects that a stream lists; null: those of no stream.
   * @param pattern leaves out what it can't match
   */
  streamSubjects(stream: string | null, pattern?: string): readonly string[];
  readonly streams: readonly string[];
  /**
   * Opens another catalog beside those that are: for one that most pages never read. Followers and
   * subscribers of its subjects come after.
   * @throws Error if one of them claims its subjects or names
   */
  add(other: Catalog): void;
}

/** An event with its schema, which is made when the first body is held against it. */
export class CompiledEvent {
  readonly name: string;
  readonly definition: CatalogEvent;
  #schema: z.ZodMiniType | null = null;
  readonly #getSchema = () => this.schema;

  constructor(name: string, definition: CatalogEvent) {
    this.name = name;
    this.definition = definition;
  }

  get schema(): z.ZodMiniType {
    this.#schema ??= bodySchema(this.definition);
    return this.#schema;
  }

  /** Never throws. */
  check(body: unknown): ShapeCheck {
    return checkShape(this.#getSchema, body);
  }
}

type Rows = Readonly<Record<string, EventDefinition>>;
type WithEnvelope<R extends Rows, E extends EnvelopeLayout> = {
  readonly [Name in keyof R]: R[Name] extends CatalogEvent
    ? R[Name]
    : R[Name] & { readonly envelope: E };
};

export interface CatalogOptions<E extends EnvelopeLayout, Bytes extends ByteSubjects> {
  /** Names it in what is said of it. */
  readonly name?: string;
  /** How its bodies are laid out; Slate's own way if left out. */
  readonly envelope?: E;
  readonly bytes?: Bytes;
}

/**
 * Makes a catalog from definitions. Ids may stand anywhere in a subject, e.g.
 * `freelancer.{freelancerId}.opportunity.{projectId}.available`. A row of another catalog keeps its
 * envelope.
 * @throws Error at start if two definitions could claim one subject
 */
export function defineCatalog<
  const R extends Rows,
  const Bytes extends ByteSubjects = ByteSubjects,
  const E extends EnvelopeLayout = typeof defaultEnvelope,
>(rows: R, options: CatalogOptions<E, Bytes> = {}): Catalog<WithEnvelope<R, E>, Bytes> {
  const envelope: EnvelopeLayout = options.envelope ?? defaultEnvelope;
  const definitions = Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { envelope, ...row }]),
  );
  const { name = 'unnamed', bytes = {} } = options;
  return makeCatalog([{ name, envelope, definitions, bytes }]) as never;
}

type AllDefinitions<Cs extends readonly Catalog[]> = Cs extends readonly [
  infer First extends Catalog,
  ...infer Rest extends readonly Catalog[],
]
  ? First['definitions'] & AllDefinitions<Rest>
  : unknown;
type AllBytes<Cs extends readonly Catalog[]> = Cs extends readonly [
  infer First extends Catalog,
  ...infer Rest extends readonly Catalog[],
]
  ? (string extends keyof First['bytes'] ? unknown : First['bytes']) & AllBytes<Rest>
  : unknown;
type Narrowed<Type, Bound> = Type extends Bound ? Type : Bound;

/**
 * Makes one catalog of several, for one client; each keeps its envelope.
 * @throws Error at start if two of them claim one subject or one name
 */
export function openCatalogs<const Cs extends readonly Catalog[]>(
  ...catalogs: Cs
): Catalog<Narrowed<AllDefinitions<Cs>, Definitions>, Narrowed<AllBytes<Cs>, ByteSubjects>> {
  return makeCatalog(catalogs.flatMap(({ parts }) => parts)) as never;
}

/** What an index holds: an event, or a subject of bytes. */
interface Claim {
  readonly owner: string;
  readonly name: string;
  readonly event: CompiledEvent | null;
}

interface Found {
  readonly event: SubjectEntry | null;
  readonly isBytes: boolean;
}

function makeCatalog(first: readonly CatalogPart[]): Catalog {
  const parts: CatalogPart[] = [];
  const claims = new Map<string, Claim>();
  const index = new SubjectIndex<Claim>();
  const byStream = new Map<string | null, Set<string>>();

  const claim = (owner: string, name: string, event: CompiledEvent | null) => {
    const before = claims.get(name);
    if (before) throw new Error(`Catalogs ${before.owner} and ${owner} both have ${name}`);
    const made = { owner, name, event };
    claims.set(name, made);
    return made;
  };
  const put = (template: string, made: Claim) => {
    assertTemplate(template);
    const wildcard = templateToWildcard(template);
    const clash = index.overlapping(wildcard).find(({ value }) => value !== made)?.value;
    if (clash) throw new Error(describeClash(clash, made, template));
    index.add(template, made);
    return wildcard;
  };
  const open = (part: CatalogPart) => {
    const { name: owner, definitions, bytes } = part;
    parts.push(part);
    for (const [name, definition] of Object.entries(definitions)) {
      const made = claim(owner, name, new CompiledEvent(name, definition));
      const { stream, envelope, alsoUnder } = definition;
      if (envelope.ids === 'subject' && alsoUnder.length > 0) {
        throw new Error(`${name} has its ids in its subject alone, so it can’t have several`);
      }
      const subjects = byStream.get(stream) ?? new Set();
      byStream.set(stream, subjects);
      for (const template of [definition.subject, ...alsoUnder]) {
        subjects.add(put(template, made));
      }
    }
    for (const [name, template] of Object.entries(bytes)) put(template, claim(owner, name, null));
  };
  for (const part of first) open(part);
  const streams = () => [...byStream.keys()].filter((stream) => stream !== null);

  const recent = new Map<string, Found>();
  const lookUp = (subject: string): Found => {
    const known = recent.get(subject);
    if (known) return known;
    const found = index.find(subject);
    const event = found[0]?.value.event ?? null;
    const made = {
      event: event && { entry: event, keys: found.map(({ ids }) => ids) },
      isBytes: found.length > 0 && event === null,
    };
    if (recent.size >= REMEMBERED_SUBJECTS) recent.clear();
    recent.set(subject, made);
    return made;
  };
  const compiled = (name: string): CompiledEvent => {
    const found = claims.get(name)?.event;
    if (!found) throw new MessagingError('invalid-event', `There is no event ${name}`);
    return found;
  };
  return {
    get name() {
      return parts.map(({ name }) => name).join(', ');
    },
    get parts() {
      return [...parts];
    },
    get definitions() {
      return merged(parts.map(({ definitions }) => definitions));
    },
    get bytes() {
      return merged(parts.map(({ bytes }) => bytes));
    },
    get streams() {
      return streams();
    },
    add(other) {
      // A subject that nothing claimed may be one of these.
      recent.clear();
      for (const part of other.parts) open(part);
    },
    holdsBytes: (subject) => lookUp(subject).isBytes,
    find: (subject) => lookUp(subject).event,
    compiled,
    subjectsOf(name, body) {
      const { subject, alsoUnder } = compiled(name).definition;
      const fill = (template: string) => fillTemplate(template, body as Record<string, string>);
      const known = alsoUnder.filter((template) =>
        paramsOf(template).every((param) => body[param] !== undefined),
      );
      return [...new Set([subject, ...known].map(fill))];
    },
    streamsFor(pattern) {
      const held = new Set(
        index.overlapping(pattern).map(({ value }) => value.event?.definition.stream),
      );
      return streams().filter((stream) => held.has(stream));
    },
    streamSubjects(stream, pattern) {
      if (pattern === undefined) return [...(byStream.get(stream) ?? [])];
      const found = index
        .overlapping(pattern)
        .filter(({ value }) => value.event?.definition.stream === stream);
      return [...new Set(found.map(({ template }) => templateToWildcard(template)))];
    },
  };
}

function describeClash(first: Claim, second: Claim, template: string): string {
  if (first.owner === second.owner) {
    return `Events ${first.name} and ${second.name} share ${template}`;
  }
  return `Catalogs ${first.owner} and ${second.owner} share ${template}: ${first.name} and ${second.name}`;
}

/** The only one itself, so that it stays the same object. */
const merged = <Row>(
  rows: readonly Readonly<Record<string, Row>>[],
): Readonly<Record<string, Row>> =>
  rows.length === 1 && rows[0] ? rows[0] : Object.fromEntries(rows.flatMap(Object.entries<Row>));
