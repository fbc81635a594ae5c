import * as z from 'zod/mini';
import { rule } from './rules.ts';

/** `details` of a refusal with code `invalid`. */
export const ruleProblems = z.looseObject({
  problems: z.array(z.looseObject({ field: z.string(), message: z.string() })),
});

/** `details` of a refusal with code `changed`. */
export const ruleConflict = z.looseObject({ theirs: z.nullable(rule) });
