import * as z from 'zod/mini';
import { time } from './fields.ts';
import { readTime, type TimeFormat } from './times.ts';

/** Where an event says of what kind it is. */
export type TypePlace =
  | {
      readonly in: 'body';
      readonly field: string;
      /** A beginning of the type that publishers may leave out; readers get the whole type. */
      readonly optionalPrefix?: string;
    }
  /** Its subject alone says it. */
  | { readonly in: 'subject' };

/** How the bodies of a catalog's events are laid out, as data. */
export interface EnvelopeLayout {
  /** The fields that all events share, but for type and data. */
  readonly shape: Readonly<Record<string, z.ZodMiniType>>;
  /** The field that is the same in every copy of an event; without it copies are not recognised. */
  readonly id?: string;
  readonly time: { readonly field: string; readonly format: TimeFormat };
  readonly type: TypePlace;
  /** The field of what is particular to a kind of event. */
  readonly data: string;
  /** 'body': the subject's ids stand in the body too; 'subject': they are taken from there alone. */
  readonly ids: 'body' | 'subject';
  readonly correlation?: string;
  readonly organization?: string;
  readonly user?: string;
  readonly source?: string;
  /** Published where the publisher gives no other. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/** Declares an envelope; the type parameter keeps the names of its fields. */
export const defineEnvelope = <const Layout extends EnvelopeLayout>(layout: Layout): Layout =>
  layout;

/** Of catalogs that name no other. */
export const defaultEnvelope = defineEnvelope({
  shape: {
    timestamp: time,
    id: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
    correlationId: z.optional(z.string()),
    organizationId: z.optional(z.string()),
    userId: z.optional(z.string()),
    source: z.optional(z.string()),
  },
  id: 'id',
  time: { field: 'timestamp', format: 'ms' },
  type: { in: 'body', field: 'type' },
  data: 'data',
  ids: 'body',
  correlation: 'correlationId',
  organization: 'organizationId',
  user: 'userId',
  source: 'source',
});

/** What an event's envelope says, whatever its catalog calls the fields. */
export interface EnvelopeValues {
  readonly id: string | undefined;
  /** Milliseconds since the epoch, by the publisher's clock. */
  readonly timeMs: number | undefined;
  /** As in the body; undefined where the subject alone says it. */
  readonly type: string | undefined;
  readonly correlationId: string | undefined;
  readonly organizationId: string | undefined;
  readonly userId: string | undefined;
  readonly source: string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

function textAt(body: Body, field: string | undefined): string | undefined {
  const value = field === undefined ? undefined : body[field];
  return typeof value === 'string' ? value : undefined;
}

/** The id that all copies of an event share. */
export const idOf = (layout: EnvelopeLayout, body: Body): string | undefined =>
  textAt(body, layout.id);

/** When it happened by the publisher's clock, milliseconds since the epoch. */
export const timeOf = ({ time: { field, format } }: EnvelopeLayout, body: Body) =>
  readTime(body[field], format);

/** Reads what all envelopes have in common. */
export function readEnvelope(layout: EnvelopeLayout, body: Body): EnvelopeValues {
  return {
    id: idOf(layout, body),
    timeMs: timeOf(layout, body),
    type: layout.type.in === 'body' ? textAt(body, layout.type.field) : undefined,
    correlationId: textAt(body, layout.correlation),
    organizationId: textAt(body, layout.organization),
    userId: textAt(body, layout.user),
    source: textAt(body, layout.source),
  };
}
