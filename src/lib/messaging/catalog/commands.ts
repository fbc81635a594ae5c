import * as z from 'zod/mini';
import { checkShape } from './checkShape.ts';
import { assertPattern, fillTemplate, paramOf, type TemplateParams } from './subjects.ts';

/** A command or query; never in a stream. */
export interface CommandDefinition<
  Subject extends string = string,
  Input extends z.ZodMiniType = z.ZodMiniType,
  Output extends z.ZodMiniType = z.ZodMiniType,
> {
  /** With `{userId}`, the caller: a token of the subject is what NATS permissions can prove. */
  readonly subject: Subject;
  readonly input: Input;
  readonly output: Output;
  /** Whether an unanswered request with an idempotency key may be sent again to another responder. */
  readonly repeatable: boolean;
  readonly envelope: CommandEnvelope;
}

/** Said instead of an answer; `details` goes over the wire as JSON. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

/** What a command's input and output are wrapped in. */
export type CommandEnvelope =
  /** `{input, idempotencyKey}`, answered with `{ok, data}` or `{ok, error}`. */
  | { readonly kind: 'slate' }
  /** The bare input, answered with the bare output, which has words of its own for a refusal. */
  | { readonly kind: 'plain'; readonly refuse: (refusal: Refusal, input: unknown) => unknown };

export type Commands = Readonly<Record<string, CommandDefinition>>;

/** Declares one command; the type parameters keep the subject literal. */
export function command<
  const Subject extends string,
  Input extends z.ZodMiniType,
  Output extends z.ZodMiniType,
>(
  subject: Subject,
  input: Input,
  output: Output,
  { repeatable = false } = {},
): CommandDefinition<Subject, Input, Output> {
  return { subject, input, output, repeatable, envelope: { kind: 'slate' } };
}

/**
 * Declares a command of another product, whose request is the bare input and whose reply is the bare
 * output. It has no place for an idempotency key, so nothing repeats it.
 * @param refuse makes the reply of a refusal; `input` is as it came, in whatever shape
 */
export function plainCommand<
  const Subject extends string,
  Input extends z.ZodMiniType,
  Output extends z.ZodMiniType,
>(
  subject: Subject,
  input: Input,
  output: Output,
  refuse: (refusal: Refusal, input: unknown) => z.output<Output>,
): CommandDefinition<Subject, Input, Output> {
  return { subject, input, output, repeatable: false, envelope: { kind: 'plain', refuse } };
}

export type IdsOf<D extends CommandDefinition> = Readonly<
  Record<Exclude<TemplateParams<D['subject']>, 'userId'>, string>
>;

/** @throws MessagingError 'invalid-token' */
export function commandSubject(
  { subject }: CommandDefinition,
  userId: string,
  ids: Readonly<Record<string, string>>,
): string {
  return fillTemplate(subject, { ...ids, userId });
}

/** The pattern that a command's responder subscribes to. @throws MessagingError 'invalid-token' */
export function commandPattern(
  { subject }: CommandDefinition,
  ids: Readonly<Record<string, string>>,
): string {
  const pattern = subject
    .split('.')
    .map((token) => {
      const param = paramOf(token);
      if (param === null) return token;
      return param === 'userId' ? '*' : (ids[param] ?? '*');
    })
    .join('.');
  return assertPattern(pattern);
}

const replyEnvelope = z.union([
  z.looseObject({ ok: z.literal(true), data: z.unknown() }),
  z.looseObject({
    ok: z.literal(false),
    error: z.looseObject({
      code: z.string(),
      message: z.string(),
      details: z.optional(z.unknown()),
    }),
  }),
]);

const requestEnvelope = z.looseObject({
  input: z.optional(z.unknown()),
  /** Repeats of one command carry the same key, so that it runs once. */
  idempotencyKey: z.optional(z.string().check(z.maxLength(128))),
});

/** The body of a request. */
export function writeRequest(
  { envelope }: CommandDefinition,
  input: unknown,
  idempotencyKey: string | undefined,
): unknown {
  if (envelope.kind === 'plain') return input;
  return { input, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
}

/** What was asked, by its body; null for a request of another shape. */
export function readRequest(
  { envelope, input }: CommandDefinition,
  body: unknown,
): { readonly input: unknown; readonly idempotencyKey: string | undefined } | null {
  const wrapped =
    envelope.kind === 'plain' ? { input: body ?? null } : requestEnvelope.safeParse(body).data;
  if (!wrapped) return null;
  const { input: given = {}, idempotencyKey } = wrapped;
  const checked = checkShape(() => input, given);
  return checked.ok ? { input: checked.value, idempotencyKey } : null;
}

export const writeReply = ({ envelope }: CommandDefinition, data: unknown): unknown =>
  envelope.kind === 'plain' ? data : { ok: true, data };

export const writeRefusal = (
  { envelope }: CommandDefinition,
  refusal: Refusal,
  body: unknown,
): unknown =>
  envelope.kind === 'plain' ? envelope.refuse(refusal, body) : { ok: false, error: refusal };

export type Reply =
  | { readonly kind: 'answered'; readonly data: unknown }
  | ({ readonly kind: 'refused' } & Refusal)
  | { readonly kind: 'unknown-shape'; readonly cause?: unknown };

/** What was answered, by the reply's body. */
export function readReply({ envelope, output }: CommandDefinition, body: unknown): Reply {
  const wrapped = envelope.kind === 'plain' ? { ok: true as const, data: body } : null;
  const reply = wrapped ?? replyEnvelope.safeParse(body).data;
  if (!reply) return { kind: 'unknown-shape' };
  if (!reply.ok) {
    const { code, message, details } = reply.error;
    return { kind: 'refused', code, message, ...(details === undefined ? {} : { details }) };
  }
  const checked = checkShape(() => output, reply.data);
  if (!checked.ok) return { kind: 'unknown-shape', cause: checked.cause };
  return { kind: 'answered', data: checked.value };
}
