import * as z from 'zod/mini';
import type { defaultEnvelope, EnvelopeLayout } from './envelope.ts';
import { token } from './fields.ts';
import { paramsOf, type PatternOverlapsTemplate, type TemplateParams } from './subjects.ts';
import { writeTime } from './times.ts';

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
  /**
   * What a durable event does without JetStream: wait for it, or go out live only. 'core': live only
   * also where the server has JetStream but not the stream.
   */
  readonly withoutStream: 'wait' | 'send' | 'core';
  /**
   * How often a durable publish asks for the stream's ack before it rejects; null: it waits in the
   * outbox until the stream has it.
   */
  readonly attempts: number | null;
  /** A request `{query: '…'}` on the event's subject asks for such an event; null if none does. */
  readonly query: string | null;
}

/** An event of a catalog, whose envelope it has. */
export type CatalogEvent = EventDefinition & { readonly envelope: EnvelopeLayout };

export type Definitions = Readonly<Record<string, CatalogEvent>>;

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
  withoutStream?: 'wait' | 'send' | 'core';
  attempts?: number;
  query?: string;
}): EventDefinition<Subject, Type, Data> & { readonly alsoUnder: Also } {
  return {
    subject: options.subject,
    type: options.type,
    data: options.data,
    alsoUnder: (options.alsoUnder ?? []) as unknown as Also,
    stream: options.stream ?? null,
    withoutStream: options.withoutStream ?? 'wait',
    attempts: options.attempts ?? null,
    query: options.query ?? null,
  };
}

type Shape = EnvelopeLayout['shape'];
type OptionalKeys<S extends Shape> = {
  [Key in keyof S]: undefined extends z.output<S[Key]> ? Key : never;
}[keyof S];
/** The envelope's fields in a parsed event; unknown fields are kept. */
type FieldsOfShape<S extends Shape> = {
  readonly [Key in Exclude<keyof S, OptionalKeys<S>>]: z.output<S[Key]>;
} & {
  readonly [Key in OptionalKeys<S>]?: Exclude<z.output<S[Key]>, undefined>;
};

type LayoutOf<D> = D extends { readonly envelope: infer E extends EnvelopeLayout }
  ? E
  : typeof defaultEnvelope;
type DataOf<D> = D extends { readonly data: infer Schema extends z.ZodMiniType }
  ? z.output<Schema>
  : never;
type SubjectOf<D> = D extends { readonly subject: infer S extends string } ? S : never;
type TypeOf<D> = D extends { readonly type: infer T extends string } ? T : never;
type AliasOf<D> = D extends { readonly alsoUnder: readonly (infer A extends string)[] } ? A : never;

type DataPart<D> = { readonly [Key in LayoutOf<D>['data']]?: DataOf<D> };
type TypePart<D> = LayoutOf<D>['type'] extends { readonly field: infer F extends string }
  ? { readonly [Key in F]: TypeOf<D> }
  : unknown;

/** A parsed event. */
export type BodyOf<D> = D extends unknown
  ? FieldsOfShape<LayoutOf<D>['shape']> &
      TypePart<D> &
      DataPart<D> & { readonly [Id in TemplateParams<SubjectOf<D>>]: string }
  : never;

/** What the client fills in. */
type FilledBy<E extends EnvelopeLayout> =
  | E['time']['field']
  | (E extends { readonly id: infer Id extends string } ? Id : never)
  | (E extends { readonly defaults: infer Defaults } ? keyof Defaults : never);

/** What a publisher gives: type, id and time are filled in. */
export type FieldsOf<D> = GivenFields<LayoutOf<D>> &
  DataPart<D> & {
    readonly [Id in TemplateParams<SubjectOf<D> | AliasOf<D>>]: string;
  };
type GivenFields<E extends EnvelopeLayout, Fields = FieldsOfShape<E['shape']>> = Omit<
  Fields,
  FilledBy<E>
> &
  Partial<Pick<Fields, FilledBy<E> & keyof Fields>>;

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

type Fields = Readonly<Record<string, unknown>>;

/** The schema of an event's whole body; unknown fields are kept. */
export function bodySchema(definition: CatalogEvent): z.ZodMiniType {
  const { envelope, subject, alsoUnder, type, data } = definition;
  const shape: Record<string, z.ZodMiniType> = { ...envelope.shape };
  if (envelope.ids === 'body') {
    // An id that only an alias uses (a file's project) is optional, but must be a token if present.
    for (const name of alsoUnder.flatMap(paramsOf)) shape[name] = z.optional(token);
    for (const name of paramsOf(subject)) shape[name] = token;
  }
  if (envelope.type.in === 'body') shape[envelope.type.field] = typeSchema(envelope.type, type);
  shape[envelope.data] = z.optional(data);
  return z.looseObject(shape);
}

function typeSchema(
  { optionalPrefix }: { readonly optionalPrefix?: string },
  type: string,
): z.ZodMiniType {
  if (optionalPrefix === undefined || !type.startsWith(optionalPrefix)) return z.literal(type);
  return z.literal([type, type.slice(optionalPrefix.length)]);
}

/** The body that is published: what the publisher gave and what it need not give. */
export function composeBody(
  { envelope, subject, alsoUnder, type }: CatalogEvent,
  fields: Fields,
  now: number,
  id?: string,
): Fields {
  const { time, defaults } = envelope;
  const body: Record<string, unknown> = {
    [time.field]: writeTime(now, time.format),
    ...defaults,
    ...fields,
    ...(id === undefined || envelope.id === undefined ? {} : { [envelope.id]: id }),
    ...(envelope.type.in === 'body' ? { [envelope.type.field]: type } : {}),
  };
  if (envelope.ids === 'subject') {
    for (const name of [subject, ...alsoUnder].flatMap(paramsOf)) delete body[name];
  }
  return body;
}
