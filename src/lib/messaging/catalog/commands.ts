import * as z from 'zod/mini';
import { assertPattern, fillTemplate, paramOf, type TemplateParams } from './subjects.ts';

/** A command or query; never in a stream. */
export interface CommandDefinition<
  Subject extends string = string,
  Input extends z.ZodMiniType = z.ZodMiniType,
  Output extends z.ZodMiniType = z.ZodMiniType,
> {
  /** Contains `{userId}`, the caller: a token of the subject is what NATS permissions can prove. */
  readonly subject: Subject;
  readonly input: Input;
  readonly output: Output;
  /** Whether an unanswered request with an idempotency key may be sent again to another responder. */
  readonly repeatable: boolean;
}

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
  return { subject, input, output, repeatable };
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

export const replyEnvelope = z.union([
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

export const requestEnvelope = z.looseObject({
  input: z.optional(z.unknown()),
  /** Repeats of one command carry the same key, so that it runs once. */
  idempotencyKey: z.optional(z.string().check(z.maxLength(128))),
});
