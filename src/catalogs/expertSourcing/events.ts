import * as z from 'zod/mini';
import { defineCatalog } from '../../lib/messaging/catalog/catalog.ts';
import { event } from '../../lib/messaging/catalog/definitions.ts';
import { defineEnvelope } from '../../lib/messaging/catalog/envelope.ts';
import { anyTime } from '../../lib/messaging/catalog/times.ts';

// Experts and the projects that look for them: CVs, matches, offers, questions, and the agents and
// workflows behind them.

export const EXPERT_SOURCING_STREAM = 'EXPERT_SOURCING';

const text = z.optional(z.string());
const figure = z.optional(z.number());

/** The subject alone carries type and ids. */
const envelope = defineEnvelope({
  shape: {
    id: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
    timestamp: z.optional(anyTime),
    correlationId: text,
    organizationId: text,
    source: text,
  },
  id: 'id',
  time: { field: 'timestamp', format: 'iso-or-ms' },
  type: { in: 'subject' },
  data: 'data',
  ids: 'subject',
  correlation: 'correlationId',
  organization: 'organizationId',
  source: 'source',
});

const cv = { cvId: text, freelancerId: text, fileName: text };
const change = z.looseObject({ name: text, status: text, changedBy: text });
const step = z.looseObject({ input: z.optional(z.unknown()), status: text, error: text });
const clarification = z.looseObject({ clarificationId: text, question: text, answer: text });

/** Persistent where its publisher says so and there is a stream; else live. */
const either = <
  const Subject extends string,
  const Type extends string,
  Data extends z.ZodMiniType,
>(
  subject: Subject,
  type: Type,
  data: Data,
) => event({ subject, type, data, stream: EXPERT_SOURCING_STREAM, withoutStream: 'core' });

export const expertSourcingCatalog = defineCatalog(
  {
    'expert.cv.uploaded': either('cv.uploaded', 'uploaded', z.looseObject({ ...cv, size: figure })),
    'expert.cv.processing.started': either('cv.processing.started', 'started', z.looseObject(cv)),
    'expert.cv.processing.completed': either(
      'cv.processing.completed',
      'completed',
      z.looseObject({ ...cv, skills: z.optional(z.array(z.string())), durationMs: figure }),
    ),
    'expert.cv.processing.failed': either(
      'cv.processing.failed',
      'failed',
      z.looseObject({ ...cv, error: text }),
    ),
    'expert.chat.message.created': either(
      'chat.message.created',
      'created',
      z.looseObject({ chatId: text, messageId: text, userId: text, text }),
    ),
    'expert.agent.result': either(
      'agent.{agentName}.result.{type}',
      'result',
      z.looseObject({ taskId: text, result: z.optional(z.unknown()), confidence: figure }),
    ),
    'expert.agent.task.completed': either(
      'agent.task.completed.{taskId}',
      'completed',
      z.looseObject({ agentName: text, result: z.optional(z.unknown()), durationMs: figure }),
    ),
    'expert.workflow.trigger': either('workflow.{module}.{action}.trigger', 'trigger', step),
    'expert.workflow.complete': either('workflow.{module}.{action}.complete', 'complete', step),
    'expert.project.created': either('project.{projectId}.created', 'created', change),
    'expert.project.updated': either('project.{projectId}.updated', 'updated', change),
    'expert.matching.identified': either(
      'matching.project.{projectId}.freelancer.{freelancerId}.identified',
      'identified',
      z.looseObject({ score: figure, reasons: z.optional(z.array(z.string())) }),
    ),
    'expert.matching.scores.updated': either(
      'matching.project.{projectId}.scores.updated',
      'updated',
      z.looseObject({
        scores: z.optional(z.array(z.looseObject({ freelancerId: text, score: figure }))),
      }),
    ),
    'expert.opportunity.available': either(
      'freelancer.{freelancerId}.opportunity.{projectId}.available',
      'available',
      z.looseObject({ title: text, rate: figure, expiresAt: z.optional(anyTime) }),
    ),
    'expert.opportunity.response': either(
      'freelancer.{freelancerId}.opportunity.{projectId}.response',
      'response',
      z.looseObject({ response: text, message: text }),
    ),
    'expert.clarification.request': either(
      'freelancer.{freelancerId}.clarification.{projectId}.request',
      'request',
      clarification,
    ),
    'expert.clarification.response': either(
      'project.{projectId}.clarification.{freelancerId}.response',
      'response',
      clarification,
    ),
    'expert.analytics.journey': either(
      'analytics.user.{userId}.journey.{stage}',
      'journey',
      z.looseObject({ page: text, durationMs: figure }),
    ),
    'expert.custom': either('events.custom.{name}', 'custom', z.looseObject({})),
  },
  { name: 'expert sourcing', envelope },
);
