import * as z from 'zod/mini';
import { defineCatalog } from '../../lib/messaging/catalog/catalog.ts';
import { plainCommand } from '../../lib/messaging/catalog/commands.ts';
import { event } from '../../lib/messaging/catalog/definitions.ts';
import { defineEnvelope } from '../../lib/messaging/catalog/envelope.ts';
import { isoTime } from '../../lib/messaging/catalog/times.ts';

// Entities (what can be deployed), their deployments, and swaps from one to another.

export const LIBRARY_STREAM = 'LIBRARY_EVENTS';

const text = z.optional(z.string());
/** Some publishers write what they leave out as null. */
const id = z.nullish(z.string());
const figure = z.optional(z.number());

const envelope = defineEnvelope({
  shape: {
    event_id: z.string().check(z.minLength(1), z.maxLength(128)),
    timestamp: isoTime,
    source: z.string(),
    entity_id: id,
    deployment_id: id,
    swap_id: id,
    metadata: z.nullish(z.looseObject({})),
  },
  id: 'event_id',
  time: { field: 'timestamp', format: 'iso' },
  type: { in: 'body', field: 'event_type', optionalPrefix: 'library.' },
  data: 'data',
  ids: 'body',
  source: 'source',
  defaults: { data: {}, metadata: {} },
});

const entity = {
  name: text,
  /** What it is, e.g. `build`. */
  entity_type: text,
  version: text,
  project_id: text,
};
const deployment = { project_id: text, url: text, duration_ms: figure };
const swap = {
  project_id: text,
  from_entity_id: text,
  to_entity_id: text,
  reason: text,
  initiated_by: text,
  duration_ms: figure,
};
const problem = { error: text };

const validationResult = z.looseObject({
  check: z.string(),
  passed: z.boolean(),
  message: text,
});
const validation = { validation_results: z.optional(z.array(validationResult)) };
const health = { project_id: text, reason: text, checks_failed: figure };

/** The type is the whole subject; the ids are in the envelope. */
const stored = <const Subject extends string, Data extends z.ZodMiniType>(
  subject: Subject,
  data: Data,
) => event({ subject, type: subject, data, stream: LIBRARY_STREAM });

export const libraryCatalog = defineCatalog(
  {
    'library.entity.registered': stored('library.entity.registered', z.looseObject(entity)),
    'library.entity.updated': stored('library.entity.updated', z.looseObject(entity)),
    'library.entity.deleted': stored('library.entity.deleted', z.looseObject(entity)),
    'library.entity.validated': stored(
      'library.entity.validated',
      z.looseObject({ ...entity, ...validation }),
    ),
    'library.deployment.started': stored('library.deployment.started', z.looseObject(deployment)),
    'library.deployment.completed': stored(
      'library.deployment.completed',
      z.looseObject(deployment),
    ),
    'library.deployment.failed': stored(
      'library.deployment.failed',
      z.looseObject({ ...deployment, ...problem }),
    ),
    'library.deployment.rolled_back': stored(
      'library.deployment.rolled_back',
      z.looseObject({ ...deployment, reason: text }),
    ),
    'library.swap.initiated': stored('library.swap.initiated', z.looseObject(swap)),
    'library.swap.validated': stored(
      'library.swap.validated',
      z.looseObject({ ...swap, ...validation }),
    ),
    'library.swap.completed': stored('library.swap.completed', z.looseObject(swap)),
    'library.swap.failed': stored(
      'library.swap.failed',
      z.looseObject({ ...swap, ...problem, ...validation }),
    ),
    'library.swap.rolled_back': stored('library.swap.rolled_back', z.looseObject(swap)),
    'library.health.degraded': stored('library.health.degraded', z.looseObject(health)),
    'library.health.recovered': stored('library.health.recovered', z.looseObject(health)),
    'library.performance.threshold_exceeded': stored(
      'library.performance.threshold_exceeded',
      z.looseObject({ metric: text, value: figure, threshold: figure }),
    ),
  },
  { name: 'library', envelope },
);

const swapRequest = z.looseObject({
  from_entity_id: z.string(),
  to_entity_id: z.string(),
  reason: text,
  initiated_by: text,
  /** Asks what `library.swap.validate` asks. */
  validate_only: z.optional(z.boolean()),
});

const swapReply = z.looseObject({
  /** '' if the request was refused before there was a swap. */
  swap_id: z.string(),
  status: z.string(),
  success: z.boolean(),
  message: z.string(),
  ...validation,
});

const swapCommand = <const Subject extends string>(subject: Subject) =>
  plainCommand(subject, swapRequest, swapReply, ({ message }) => ({
    ...{ swap_id: '', status: 'refused', success: false },
    message,
  }));

export const libraryCommands = {
  'library.swap.command': swapCommand('library.swap.command'),
  'library.swap.validate': swapCommand('library.swap.validate'),
} as const;
