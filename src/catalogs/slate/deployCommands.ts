import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, time, token } from '../../lib/messaging/catalog/fields.ts';

const by = z.optional(z.string());

const validationResult = z.looseObject({
  check: z.string(),
  passed: z.boolean(),
  message: z.string(),
});
export type DeployCheck = z.infer<typeof validationResult>;

/** A build that can be deployed. */
const deployableBuild = z.looseObject({
  /** The build's id. */
  entityId: token,
  number: z.nullable(z.number()),
  registeredAt: time,
  files: count,
  bytes: count,
});
export type DeployableBuild = z.infer<typeof deployableBuild>;

const liveDeployment = z.looseObject({
  entityId: token,
  number: z.nullable(z.number()),
  deploymentId: token,
  /** When traffic was first sent to it. */
  since: time,
  /** Of its process; null while it is started again. */
  sessionId: z.nullable(token),
  health: z.discriminatedUnion('state', [
    z.looseObject({ state: z.literal('starting') }),
    z.looseObject({ state: z.literal('healthy') }),
    z.looseObject({ state: z.literal('degraded'), reason: z.string() }),
  ]),
});
export type LiveDeployment = z.infer<typeof liveDeployment>;

const swapStep = z.discriminatedUnion('at', [
  z.looseObject({ at: z.literal('validating') }),
  z.looseObject({ at: z.literal('starting'), passes: count }),
  /** Live; the one before is kept until then. */
  z.looseObject({ at: z.literal('switched'), until: time }),
  z.looseObject({ at: z.literal('completed') }),
  z.looseObject({ at: z.literal('failed'), reason: z.string() }),
  z.looseObject({ at: z.literal('rolled-back'), reason: z.string() }),
]);

const deploymentSwap = z.looseObject({
  swapId: token,
  deploymentId: token,
  fromEntityId: z.nullable(token),
  toEntityId: token,
  number: z.nullable(z.number()),
  initiatedBy: z.string(),
  startedAt: time,
  step: swapStep,
  /** Of the process that it started. */
  sessionId: z.nullable(token),
});
export type DeploymentSwap = z.infer<typeof deploymentSwap>;

const deploymentState = z.looseObject({
  projectId: token,
  /** What to do before anything can be deployed, or what is wrong; null if all is well. */
  problem: z.nullable(z.string()),
  /** Whether the project's slate.json says how to deploy it. */
  isDeployable: z.boolean(),
  /** Where `<projectId>.localhost` answers, on the agent's machine; null if it does not. */
  port: z.nullable(z.number()),
  live: z.nullable(liveDeployment),
  /** The last one. */
  swap: z.nullable(deploymentSwap),
  canRollBack: z.boolean(),
  /** Processes that still answer what they have begun. */
  draining: count,
  /** Newest first. */
  builds: z.array(deployableBuild),
});
export type DeploymentState = z.infer<typeof deploymentState>;

const started = z.looseObject({
  /** Null if it was only validated. */
  swapId: z.nullable(token),
  started: z.boolean(),
  validation: z.array(validationResult),
});

const validateOnly = z.optional(z.boolean());

/** Answered by the one agent that looks after the project's deployments. */
export const deployCommands = {
  'deployment.list': command(
    'slate.svc.{userId}.deployment.list.{projectId}',
    z.looseObject({}),
    deploymentState,
    { repeatable: true },
  ),
  /** Deploys a build, in place of whatever is live. */
  'deployment.deploy': command(
    'slate.svc.{userId}.deployment.deploy.{projectId}',
    z.looseObject({ entityId: token, validateOnly, by }),
    started,
  ),
  /** Deploys a build in place of a certain one; null for nothing. */
  'deployment.swap': command(
    'slate.svc.{userId}.deployment.swap.{projectId}',
    z.looseObject({
      fromEntityId: z.nullable(token),
      toEntityId: token,
      reason: z.optional(z.string().check(z.maxLength(500))),
      validateOnly,
      by,
    }),
    started,
  ),
  'deployment.rollback': command(
    'slate.svc.{userId}.deployment.rollback.{projectId}',
    z.looseObject({ by }),
    z.looseObject({ projectId: token }),
  ),
  'deployment.stop': command(
    'slate.svc.{userId}.deployment.stop.{projectId}',
    z.looseObject({ by }),
    z.looseObject({ projectId: token }),
  ),
} as const;
