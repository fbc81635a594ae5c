import * as z from 'zod/mini';
import { globProblem } from '../build/globs.ts';
import { stepPath } from '../build/steps.ts';

const MAX_STEPS = 100;
const MAX_PATTERNS = 50;

const text = (what: string) =>
  z
    .string(`${what} must be a string`)
    .check(z.minLength(1, `${what} is empty`), z.maxLength(4_096, `${what} is too long`));

const stepName = text('name').check(z.maxLength(64, 'name is longer than 64 characters'));
const yesOrNo = z.boolean('must be true or false');

/** Timers reach no further than 24 days. */
const MAX_TIMEOUT_MINUTES = 30_000;
const timeoutMinutes = z.optional(
  z
    .number('must be a number of minutes')
    .check(
      z.gt(0, 'must be above 0'),
      z.lte(MAX_TIMEOUT_MINUTES, `is more than ${MAX_TIMEOUT_MINUTES}`),
    ),
);

const commandShape = {
  command: text('command'),
  args: z.optional(z.array(z.string('must be a string'), 'must be an array of strings')),
  env: z.optional(
    z.record(z.string(), z.string('must be a string'), 'must be an object of strings'),
  ),
  cwd: z.optional(text('cwd')),
};

const leafSchema = z.object({
  ...commandShape,
  name: stepName,
  resumable: z.optional(yesOrNo),
  timeoutMinutes,
});

const groupSchema = z.object({
  name: stepName,
  steps: z.array(leafSchema, 'must be an array of steps').check(z.minLength(1, 'has no steps')),
  resumable: z.optional(yesOrNo),
  timeoutMinutes,
  command: z.optional(z.undefined('a step has either a command or steps of its own')),
});

type Leaf = z.infer<typeof leafSchema>;
type Group = z.infer<typeof groupSchema>;

/** A union would say only that neither fits; what the step has decides what is wrong with it. */
const stepSchema = z.pipe(
  z.unknown(),
  z.transform((value: unknown, context): Leaf | Group => {
    const isGroup = typeof value === 'object' && value !== null && 'steps' in value;
    const result = isGroup ? groupSchema.safeParse(value) : leafSchema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      context.issues.push({
        code: 'custom',
        message: issue.message,
        path: issue.path,
        input: value,
      });
    }
    return z.NEVER;
  }),
);

const pattern = text('a pattern').check((context) => {
  const problem = globProblem(context.value);
  if (problem !== null) {
    context.issues.push({ code: 'custom', message: problem, input: context.value });
  }
});

/** What a deployment runs, in a copy of its build's artifacts. */
const deploySchema = z.object({
  ...commandShape,
  cwd: z.optional(
    text('cwd').check((context) => {
      const problem = globProblem(context.value);
      if (problem !== null) {
        context.issues.push({ code: 'custom', message: problem, input: context.value });
      }
    }),
  ),
  /** The path that answers 2xx while the process is well. */
  health: z.optional(
    z
      .string('health must be a path')
      .check(z.regex(/^\/[!-~]{0,1000}$/, 'health must be a path that begins with “/”')),
  ),
});

/** A slate.json. */
export const slateSchema = z.object(
  {
    name: z.optional(text('name').check(z.maxLength(100, 'name is longer than 100 characters'))),
    build: z.optional(
      z.object({
        timeoutMinutes,
        steps: z.array(stepSchema, 'must be an array of steps').check(
          z.minLength(1, 'needs at least one step'),
          z.refine(
            (steps) => planSteps(steps).length <= MAX_STEPS,
            `has more than ${MAX_STEPS} steps`,
          ),
          z.refine((steps) => {
            const names = [...steps.map(({ name }) => name), ...planSteps(steps).map(stepPath)];
            // A plain step is in both lists.
            const plain = steps.filter((step) => !('steps' in step)).length;
            return new Set(names).size === names.length - plain;
          }, 'has two steps of one name'),
        ),
      }),
    ),
    artifacts: z.optional(
      z
        .array(pattern, 'must be an array of patterns')
        .check(z.maxLength(MAX_PATTERNS, `has more than ${MAX_PATTERNS} patterns`)),
    ),
    run: z.optional(z.object(commandShape)),
    deploy: z.optional(deploySchema),
    /** Whether the page may change the project's files. */
    editable: z.optional(yesOrNo),
  },
  'must be an object',
);
export type SlateFile = z.infer<typeof slateSchema>;

/** A step that runs something, and the step that it is part of. */
export interface PlannedStep {
  readonly name: string;
  readonly group: string | null;
  readonly resumable: boolean;
  readonly timeoutMinutes: number | null;
  readonly given: Leaf;
}

/** The steps that run something, in order. */
export function planSteps(steps: readonly (Leaf | Group)[]): readonly PlannedStep[] {
  return steps.flatMap((step): PlannedStep[] => {
    if (!('steps' in step)) {
      const { name, resumable = false, timeoutMinutes: limit = null } = step;
      return [{ name, group: null, resumable, timeoutMinutes: limit, given: step }];
    }
    return step.steps.map((given) => ({
      name: given.name,
      group: step.name,
      resumable: given.resumable ?? step.resumable ?? false,
      timeoutMinutes: given.timeoutMinutes ?? step.timeoutMinutes ?? null,
      given,
    }));
  });
}
