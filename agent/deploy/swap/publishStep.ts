import { assertNever } from '../../../src/lib/assertNever.ts';
import type { DeployEvent, PublishDeployEvent, ValidationResult } from '../events.ts';
import type { LiveRecord, SwapRecord } from '../records.ts';

export type SwapNews =
  /** The step that the swap is at. */
  | { readonly kind: 'step' }
  | { readonly kind: 'validated'; readonly results: readonly ValidationResult[] }
  | { readonly kind: 'started'; readonly sessionId: string }
  | { readonly kind: 'stopped'; readonly live: LiveRecord; readonly by: string };

/** Publishes what happened to a swap and its deployment. Resolves when all of it is stored. */
export async function publishStep(
  publish: PublishDeployEvent,
  projectId: string,
  swap: SwapRecord | null,
  news: SwapNews,
): Promise<void> {
  if (news.kind === 'stopped') {
    const { entityId, deploymentId } = news.live;
    return publish({
      name: 'library.entity.updated',
      eventId: `${deploymentId}.stopped`,
      ...{ entityId, deploymentId },
      data: { project_id: projectId, state: 'stopped', stopped_by: news.by },
    });
  }
  if (swap) await Promise.all(eventsOf(projectId, swap, news).map((event) => publish(event)));
}

function eventsOf(
  projectId: string,
  swap: SwapRecord,
  news: Exclude<SwapNews, { kind: 'stopped' }>,
): readonly DeployEvent[] {
  const { swapId, deploymentId, toEntityId, from, reason, initiatedBy, step, sessionId } = swap;
  const data = {
    project_id: projectId,
    ...(from ? { from_entity_id: from.entityId } : {}),
    to_entity_id: toEntityId,
    reason,
    initiated_by: initiatedBy,
    ...(swap.number === null ? {} : { build_number: swap.number }),
    ...(sessionId === null ? {} : { session_id: sessionId }),
  };
  const ofSwap = (name: DeployEvent['name'], more: Readonly<Record<string, unknown>> = {}) => ({
    name,
    eventId: `${swapId}.${name.replace('library.', '')}`,
    ...{ swapId, deploymentId, entityId: toEntityId },
    data: { ...data, ...more },
  });
  switch (news.kind) {
    case 'validated': {
      const passed = news.results.every((result) => result.passed);
      const results = { validation_results: news.results, passed };
      return [
        ofSwap('library.swap.validated', results),
        ofSwap('library.entity.validated', results),
      ];
    }
    case 'started':
      return [ofSwap('library.deployment.started', { session_id: news.sessionId })];
    case 'step':
      break;
    default:
      return assertNever(news);
  }
  switch (step.at) {
    case 'validating':
      return [ofSwap('library.swap.initiated')];
    case 'starting':
      return [];
    case 'switched':
      return switched(ofSwap, new Date(step.until).toISOString());
    case 'completed':
      return switched(ofSwap, undefined);
    case 'failed':
      return [
        ofSwap('library.deployment.failed', { error: step.reason }),
        ofSwap('library.swap.failed', { error: step.reason }),
      ];
    case 'rolled-back':
      return [
        ofSwap('library.deployment.rolled_back', { rollback_reason: step.reason }),
        ofSwap('library.swap.rolled_back', { rollback_reason: step.reason }),
      ];
    default:
      return assertNever(step);
  }
}

/** What is complete is not said a second time when the old process is let go: the ids are the same. */
function switched(
  ofSwap: (name: DeployEvent['name'], more?: Readonly<Record<string, unknown>>) => DeployEvent,
  until: string | undefined,
): readonly DeployEvent[] {
  const more = until === undefined ? {} : { rollback_until: until };
  return [ofSwap('library.deployment.completed', more), ofSwap('library.swap.completed', more)];
}
