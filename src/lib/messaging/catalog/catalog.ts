import * as z from 'zod/mini';
import { MessagingError } from '../errors.ts';
import { time, token } from './fields.ts';
import {
  fillTemplate,
  type PatternOverlapsTemplate,
  paramOf,
  parseSubject,
  patternsOverlap,
  type TemplateParams,
  templateToWildcard,
} from './subjects.ts';

/** One kind of event: its subject, its body, and the stream that keeps it. */
export interface EventDefinition<
  Subject extends string = string,
  Type extends string = string,
  Data extends z.ZodMiniType = z.ZodMiniType,
> {
  /** The subject with ids in braces: `slate.build.log.{projectId}`. */
  readonly subject: Subject;
  readonly type: Type;
  readonly data: Data;
  /** Further subjects that carry the same body and id. */
  readonly alsoUnder: readonly string[];
  /** The stream that stores it, or null for events that are never stored. */
  readonly stream: string | null;
  /** What a durable event does without a stream: wait for one, or go out live only. */
  readonly withoutStream: 'wait' | 'send';
  /** A request `{query: '…'}` on the event's subject asks for such an event; null if none does. */
  readonly query: string | null;
}

const envelopeShape = {
  timestamp: time,
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  correlationId: z.optional(z.string()),
  organizationId: z.optional(z.string()),
  userId: z.optional(z.string()),
  source: z.optional(z.string()),
};

/** Envelope fields of a parsed event; unknown fields are kept. */
export interface Envelope {
  /** Milliseconds since the epoch, by the publisher's clock. */
  readonly timestamp: number;
  /** UUID v7; the same under every subject that carries this event. */
  readonly id?: string;
  readonly correlationId?: string;
  readonly organizationId?: string;
  readonly userId?: string;
  readonly source?: string;
}

type DataOf<D> = D extends { readonly data: infer Schema extends z.ZodMiniType }
  ? z.output<Schema>
  : never;
type SubjectOf<D> = D extends { readonly subject: infer S extends string } ? S : never;
type TypeOf<D> = D extends { readonly type: infer T extends string } ? T : never;

export type BodyOf<D> = D extends unknown
  ? Envelope & { readonly type: TypeOf<D>; readonly data?: DataOf<D> } & {
      readonly [Id in TemplateParams<SubjectOf<D>>]: string;
    }
  : never;

type AliasOf<D> = D extends { readonly alsoUnder: readonly (infer A extends string)[] } ? A : never;

/** What a publisher gives; `type`, `id` and `timestamp` are filled in. */
export type FieldsOf<D> = Partial<Envelope> & { readonly data?: DataOf<D> } & {
  readonly [Id in TemplateParams<SubjectOf<D> | AliasOf<D>>]: string;
};

export type Definitions = Readonly<Record<string, EventDefinition>>;

export type NamesFor<Defs extends Definitions, Pattern extends string> = {
  [Name in keyof Defs & string]: PatternOverlapsTemplate<
    Pattern,
    Defs[Name]['subject']
  > extends true
    ? Name
    : Defs[Name]['alsoUnder'][number] extends infer Alias
      ? [Alias] extends [never]
        ? never
        : true extends (Alias extends string ? PatternOverlapsTemplate<Pattern, Alias> : never)
          ? Name
          : never
      : never;
}[keyof Defs & string];

export type BodyFor<Defs extends Definitions, Pattern extends string> = BodyOf<
  Defs[NamesFor<Defs, Pattern>]
>;

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

export interface CompiledEvent {
  readonly name: string;
  readonly definition: EventDefinition;
  readonly schema: z.ZodMiniType;
}

/** Names and subjects of what is no JSON: bytes of a protocol of their own, in no stream. */
export type ByteSubjects = Readonly<Record<string, string>>;

export interface Catalog<
  Defs extends Definitions = Definitions,
  Bytes extends ByteSubjects = ByteSubjects,
> {
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
  /** The wildcard subjects that a stream lists; null: those of no stream. */
  streamSubjects(stream: string | null): readonly string[];
  readonly streams: readonly string[];
}

/** Declares one event of a catalog; the type parameters keep subject and type literal. */
export function event<
  const Subject extends string,
  const Type extends string,
  Data extends z.ZodMiniType,
  const Also extends readonly string[] = readonly [],
>(options: {
  subject: Subject;
  type: Type;
  data: Data;
  stream?: string | null;
  alsoUnder?: Also;
  withoutStream?: 'wait' | 'send';
  query?: string;
}): EventDefinition<Subject, Type, Data> & { readonly alsoUnder: Also } {
  return {
    subject: options.subject,
    type: options.type,
    data: options.data,
    alsoUnder: (options.alsoUnder ?? []) as unknown as Also,
    stream: options.stream ?? null,
    withoutStream: options.withoutStream ?? 'wait',
    query: options.query ?? null,
  };
}

/**
 * Makes a catalog from definitions. It knows nothing of `slate`: ids may stand anywhere in a
 * subject, e.g. `freelancer.{freelancerId}.opportunity.{projectId}.available`.
 * @throws Error at start if two definitions could claim one subject.
 */
export function defineCatalog<
  const Defs extends Definitions,
  const Bytes extends ByteSubjects = ByteSubjects,
>(definitions: Defs, bytes = {} as Bytes): Catalog<Defs, Bytes> {
  const compiled = new Map<string, CompiledEvent>();
  const byTemplate: { template: string; wildcard: string; entry: CompiledEvent }[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const entry = { name, definition, schema: bodySchema(definition) };
    compiled.set(name, entry);
    for (const template of [definition.subject, ...definition.alsoUnder]) {
      const wildcard = templateToWildcard(template);
      const clash = byTemplate.find(
        (other) => other.entry !== entry && patternsOverlap(other.wildcard, wildcard),
      );
      if (clash) throw new Error(`Events ${clash.entry.name} and ${name} share ${template}`);
      byTemplate.push({ template, wildcard, entry });
    }
  }
  for (const [name, template] of Object.entries(bytes)) {
    const wildcard = templateToWildcard(template);
    const clash = byTemplate.find((other) => patternsOverlap(other.wildcard, wildcard));
    if (clash) throw new Error(`${clash.entry.name} and ${name} share ${template}`);
  }
  // Keyed by length and literal head, so that find() does not try every template.
  const index = new Map<string, { template: string; entry: CompiledEvent }[]>();
  const literalKey = (tokens: readonly string[]) => `${tokens.length}:${tokens[0] ?? ''}`;
  const anyHead: { template: string; entry: CompiledEvent }[] = [];
  for (const { template, entry } of byTemplate) {
    const tokens = template.split('.');
    if (paramOf(tokens[0] ?? '') !== null) anyHead.push({ template, entry });
    else {
      const key = literalKey(tokens);
      index.set(key, [...(index.get(key) ?? []), { template, entry }]);
    }
  }
  const recent = new Map<string, SubjectEntry | null>();

  const lookUp = (subject: string): SubjectEntry | null => {
    let found: CompiledEvent | null = null;
    const keys: Record<string, string>[] = [];
    for (const { template, entry } of [
      ...(index.get(literalKey(subject.split('.'))) ?? []),
      ...anyHead,
    ]) {
      const ids = parseSubject(template, subject);
      if (!ids) continue;
      found = entry;
      keys.push(ids);
    }
    return found && { entry: found, keys };
  };

  const streams = [
    ...new Set(Object.values(definitions).flatMap((d) => (d.stream === null ? [] : [d.stream]))),
  ];

  return {
    definitions,
    bytes,
    streams,
    holdsBytes: (subject) =>
      Object.values<string>(bytes).some((template) => parseSubject(template, subject) !== null),
    find(subject) {
      const known = recent.get(subject);
      if (known !== undefined) return known;
      const found = lookUp(subject);
      // A burst comes on few subjects; the cap keeps hostile subject names from growing it.
      if (recent.size >= 512) recent.clear();
      recent.set(subject, found);
      return found;
    },
    compiled(name) {
      const entry = compiled.get(name);
      if (!entry) throw new MessagingError('invalid-event', `There is no event ${name}`);
      return entry;
    },
    subjectsOf(name, body) {
      const { definition } = this.compiled(name);
      const fill = (template: string) => fillTemplate(template, body as Record<string, string>);
      const main = fill(definition.subject);
      const also = definition.alsoUnder
        .filter((template) =>
          template.split('.').every((token) => {
            const param = paramOf(token);
            return param === null || body[param] !== undefined;
          }),
        )
        .map(fill);
      return [...new Set([main, ...also])];
    },
    streamsFor(pattern) {
      return streams.filter((stream) =>
        byTemplate.some(
          ({ wildcard, entry }) =>
            entry.definition.stream === stream && patternsOverlap(pattern, wildcard),
        ),
      );
    },
    streamSubjects(stream) {
      return [
        ...new Set(
          byTemplate
            .filter(({ entry }) => entry.definition.stream === stream)
            .map(({ wildcard }) => wildcard),
        ),
      ];
    },
  };
}

/** Unknown fields are kept. */
function bodySchema(definition: EventDefinition): z.ZodMiniType {
  const ids = definition.subject
    .split('.')
    .flatMap((part) => paramOf(part) ?? [])
    .map((name) => [name, token] as const);
  // An id that only an alias uses (a file's project) is optional, but must be a token if present.
  const aliasIds = definition.alsoUnder
    .flatMap((template) => template.split('.'))
    .flatMap((part) => paramOf(part) ?? [])
    .map((name) => [name, z.optional(token)] as const);
  return z.looseObject({
    ...envelopeShape,
    ...Object.fromEntries(aliasIds),
    ...Object.fromEntries(ids),
    type: z.literal(definition.type),
    data: z.optional(definition.data),
  });
}
