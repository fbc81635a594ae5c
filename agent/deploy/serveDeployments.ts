import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandInput, CommandOutput } from '../../src/lib/messaging/index.ts';
import {
  CommandRefusal,
  isToken,
  type MessagingClient,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import type { createOnce } from '../idempotency.ts';
import { shownName } from '../projects/shownName.ts';
import type { Deployments, ProjectDeployment } from './deployments.ts';
import type { Deployment, SwapAnswer, SwapOrder } from './swap/deployment.ts';

/** For the agent that keeps the entity, before this one says that it does not. */
const LEAVE_TO_OTHERS_MS = 2_000;
const MAX_REASON_CHARS = 500;

export interface ServeDeploymentsParts {
  /** May answer, and nothing else. */
  readonly responder: Pick<MessagingClient, 'respond'>;
  readonly deployments: Deployments;
  readonly once: ReturnType<typeof createOnce>;
  /** Whether another agent is connected, which may keep what this one does not. */
  readonly hasOthers: () => Promise<boolean>;
}

/**
 * Answers what pages and others ask of deployments. A message chooses among builds that are kept;
 * what they run is in their project's own file. Returns the undo.
 */
export function serveDeployments(parts: ServeDeploymentsParts): Unsubscribe {
  const undos = [serveProjects(parts), serveRequests(parts)];
  return () => {
    for (const undo of undos) undo();
  };
}

function serveProjects({ responder, deployments, once }: ServeDeploymentsParts): Unsubscribe {
  return deployments.onOpen((of) => {
    const { projectId, deployment } = of;
    const ids = { projectId };
    const keyed = (name: string, { userId, idempotencyKey }: Caller) =>
      idempotencyKey && [name, projectId, userId, idempotencyKey].join(' ');
    const begin = async (
      order: Omit<SwapOrder, 'initiatedBy'>,
      { validateOnly, by }: { validateOnly?: boolean | undefined; by?: string | undefined },
      { userId }: Caller,
    ) => {
      const initiatedBy = shownName(by, userId);
      if (validateOnly) {
        const results = await deployment.validate({ ...order, initiatedBy });
        return { swapId: null, started: false, validation: [...results] };
      }
      return answerOf(await deployment.swap({ ...order, initiatedBy }));
    };
    const undos = [
      responder.respond('deployment.list', ids, () => deployments.describe(of)),
      responder.respond('deployment.deploy', ids, (input, _, caller) =>
        once(keyed('deploy', caller), () =>
          begin({ toEntityId: input.entityId, fromEntityId: undefined, reason: '' }, input, caller),
        ),
      ),
      responder.respond('deployment.swap', ids, (input, _, caller) =>
        once(keyed('swap', caller), () => {
          const { toEntityId, fromEntityId, reason = '' } = input;
          return begin({ toEntityId, fromEntityId, reason }, input, caller);
        }),
      ),
      responder.respond('deployment.rollback', ids, ({ by }, _, caller) =>
        once(keyed('rollback', caller), async () => {
          deployment.rollBack(shownName(by, caller.userId));
          return { projectId };
        }),
      ),
      responder.respond('deployment.stop', ids, ({ by }, _, caller) =>
        once(keyed('stop', caller), async () => {
          deployment.stop(shownName(by, caller.userId));
          return { projectId };
        }),
      ),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  });
}

interface Caller {
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}

const answerOf = ({ swapId, started, results }: SwapAnswer) => ({
  swapId,
  started,
  validation: [...results],
});

type SwapRequest = CommandInput<'library.swap.command'>;
type SwapReply = CommandOutput<'library.swap.command'>;

/** The same for those who speak the library catalog alone. */
function serveRequests(parts: ServeDeploymentsParts): Unsubscribe {
  const { responder, deployments, hasOthers } = parts;
  const find = async ({ to_entity_id: id }: SwapRequest): Promise<ProjectDeployment> => {
    if (!isToken(id))
      throw new CommandRefusal('invalid', 'to_entity_id is not the id of an entity.');
    const found = deployments.ofEntity(id);
    if (found) return found;
    // Another agent may keep it: the first answer counts.
    if (await hasOthers()) await sleep(LEAVE_TO_OTHERS_MS);
    throw new CommandRefusal('not-found', `No agent keeps an entity “${id}”.`);
  };
  const validate = async (request: SwapRequest): Promise<SwapReply> => {
    const { deployment } = await find(request);
    const results = await deployment.validate(orderOf(request));
    return replyOf(results, 'validated', 'It can be swapped in.');
  };
  const undos = [
    responder.respond('library.swap.validate', {}, validate),
    responder.respond('library.swap.command', {}, async (request) => {
      if (request.validate_only === true) return validate(request);
      const { deployment } = await find(request);
      const { swapId, results } = await begin(deployment, request);
      const message = 'The swap has begun: its steps are published as library.swap events.';
      return { ...replyOf(results, 'initiated', message), swap_id: swapId };
    }),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

const begin = (deployment: Deployment, request: SwapRequest) => deployment.swap(orderOf(request));

/** @throws CommandRefusal 'invalid' */
function orderOf({
  from_entity_id: from,
  to_entity_id,
  reason,
  initiated_by,
}: SwapRequest): SwapOrder {
  if (from !== '' && !isToken(from)) {
    throw new CommandRefusal('invalid', 'from_entity_id is not the id of an entity.');
  }
  return {
    toEntityId: to_entity_id,
    fromEntityId: from === '' ? null : from,
    reason: (reason ?? '').slice(0, MAX_REASON_CHARS),
    initiatedBy: shownName(initiated_by, 'unknown'),
  };
}

function replyOf(results: SwapAnswer['results'], status: string, message: string): SwapReply {
  const problem = results.find(({ passed }) => !passed);
  return {
    swap_id: '',
    status: problem ? 'failed' : status,
    success: problem === undefined,
    message: problem?.message ?? message,
    validation_results: [...results],
  };
}
