import type * as z from 'zod/mini';
import { describeSchema } from '../describeSchema.ts';
import { exampleFor } from '../exampleOf.ts';
import { toDraft7 } from './draft7.ts';

type Json = Readonly<Record<string, unknown>>;

/** May throw, as a catalog's schema may. */
export type SchemaSource = () => z.core.$ZodType;

/** What a message carries, in the schema language of AsyncAPI. */
export interface Payload {
  readonly schema: Json;
  /** One that the schema accepts; undefined where none was found. */
  readonly example: unknown;
}

/** Never throws. */
export function payloadOf(schema: SchemaSource): Payload {
  try {
    const zod = schema();
    const example = exampleFor(zod, { optional: false });
    return {
      schema: toDraft7(describeSchema(zod)),
      example: example.ok ? example.value : undefined,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      schema: { description: `This schema can’t be described: ${why}` },
      example: undefined,
    };
  }
}

/** A command's input as it goes over the wire. */
export const requestPayload = ({ schema, example }: Payload): Payload => ({
  schema: {
    type: 'object',
    properties: {
      input: schema,
      idempotencyKey: {
        type: 'string',
        maxLength: 128,
        description: 'Repeats of one command carry the same key, so that it runs once.',
      },
    },
  },
  example: example === undefined ? undefined : { input: example },
});

/** A command's answer as it goes over the wire. */
export const replyPayload = ({ schema, example }: Payload): Payload => ({
  schema: {
    oneOf: [
      {
        type: 'object',
        properties: { ok: { const: true }, data: schema },
        required: ['ok', 'data'],
      },
      {
        type: 'object',
        properties: {
          ok: { const: false },
          error: {
            type: 'object',
            properties: { code: { type: 'string' }, message: { type: 'string' }, details: {} },
            required: ['code', 'message'],
          },
        },
        required: ['ok', 'error'],
      },
    ],
  },
  example: example === undefined ? undefined : { ok: true, data: example },
});
