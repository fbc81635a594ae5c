import { assertNever } from '../../lib/assertNever.ts';
import type { DeploymentSwap } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

export type DeployDelivery = Delivery<'library.*.*'>;

export type Outcome = 'running' | 'completed' | 'failed' | 'rolled-back';

/** One swap, as its events say. Times are its agent's. */
export interface PastSwap {
  readonly swapId: string;
  readonly projectId: string;
  readonly toEntityId: string | null;
  readonly number: number | null;
  readonly initiatedBy: string | null;
  readonly outcome: Outcome;
  /** Why it failed or was rolled back. */
  readonly reason: string | null;
  /** Of the process that it started. */
  readonly sessionId: string | null;
  /** When it began, as far as is known. */
  readonly at: number;
}

/** By swap. */
export type SwapHistory = Readonly<Record<string, PastSwap>>;

const MAX_SWAPS = 500;
/** A later event of a swap never takes an end back to an earlier one. */
const RANK: Readonly<Record<Outcome, number>> = {
  running: 0,
  completed: 1,
  failed: 2,
  'rolled-back': 3,
};

const outcomes: Readonly<Record<string, Outcome>> = {
  'library.swap.initiated': 'running',
  'library.swap.validated': 'running',
  'library.swap.completed': 'completed',
  'library.swap.failed': 'failed',
  'library.swap.rolled_back': 'rolled-back',
};

/** Pure. Events of one swap may come in any order; the oldest swaps are forgotten. */
export function applySwapEvents(
  history: SwapHistory,
  deliveries: readonly DeployDelivery[],
): SwapHistory {
  const next = new Map(Object.entries(history));
  for (const { event } of deliveries) {
    const outcome = outcomes[event.event_type];
    const { swap_id: swapId, data } = event;
    const projectId = textOf(data, 'project_id');
    if (outcome === undefined || !swapId || projectId === null) continue;
    const at = Date.parse(event.timestamp);
    const known = next.get(swapId);
    const isLater = !known || RANK[outcome] >= RANK[known.outcome];
    next.set(swapId, {
      swapId,
      projectId,
      toEntityId: textOf(data, 'to_entity_id') ?? known?.toEntityId ?? null,
      number: numberOf(data, 'build_number') ?? known?.number ?? null,
      initiatedBy: textOf(data, 'initiated_by') ?? known?.initiatedBy ?? null,
      sessionId: textOf(data, 'session_id') ?? known?.sessionId ?? null,
      outcome: isLater ? outcome : known.outcome,
      reason: isLater ? (textOf(data, 'error') ?? textOf(data, 'rollback_reason')) : known.reason,
      at: Math.min(at, known?.at ?? at),
    });
  }
  if (next.size <= MAX_SWAPS) return Object.fromEntries(next);
  return Object.fromEntries([...next].toSorted(([, a], [, b]) => b.at - a.at).slice(0, MAX_SWAPS));
}

/** Newest first. */
export const swapsOf = (history: SwapHistory, projectId: string): readonly PastSwap[] =>
  Object.values(history)
    .filter((swap) => swap.projectId === projectId)
    .toSorted((a, b) => b.at - a.at);

type Data = Readonly<Record<string, unknown>> | undefined;

function textOf(data: Data, field: string): string | null {
  const value = data?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(data: Data, field: string): number | null {
  const value = data?.[field];
  return typeof value === 'number' ? value : null;
}

/** A build as people call it. */
export const buildName = (number: number | null): string =>
  number === null ? 'Build without a number' : `Build #${number}`;

export interface SwapStage {
  readonly name: string;
  readonly state: 'pending' | 'running' | 'passed' | 'failed' | 'skipped';
  readonly detail: string | null;
}

/** The steps of a swap as people follow them. */
export function stagesOf({ step, sessionId, fromEntityId }: DeploymentSwap): readonly SwapStage[] {
  const stage = (name: string, state: SwapStage['state'], detail: string | null = null) => ({
    ...{ name, state, detail },
  });
  const checked = stage('Validate', 'passed');
  const started = stage('Start the new process', 'passed');
  const healthy = stage('Health checks', 'passed', '3 of 3 passed');
  const live = stage('Live', 'passed');
  const keeps = fromEntityId !== null;
  const kept = (state: SwapStage['state'], detail: string | null = null) =>
    keeps ? [stage('Keep the old process', state, detail)] : [];
  switch (step.at) {
    case 'validating':
      return [
        stage('Validate', 'running'),
        stage('Start the new process', 'pending'),
        stage('Health checks', 'pending'),
        stage('Live', 'pending'),
        ...kept('pending'),
      ];
    case 'starting': {
      const runs = sessionId !== null;
      return [
        checked,
        stage('Start the new process', runs ? 'passed' : 'running'),
        stage('Health checks', runs ? 'running' : 'pending'),
        stage('Live', 'pending'),
        ...kept('pending'),
      ];
    }
    case 'switched':
      return [checked, started, healthy, live, ...kept('running', 'It can be rolled back')];
    case 'completed':
      return [checked, started, healthy, live, ...kept('passed', 'It was let go')];
    case 'failed': {
      const runs = sessionId !== null;
      return [
        checked,
        stage('Start the new process', runs ? 'passed' : 'failed', runs ? null : step.reason),
        stage('Health checks', runs ? 'failed' : 'skipped', runs ? step.reason : null),
        stage('Live', 'skipped'),
        ...kept('skipped', 'It stays live'),
      ];
    }
    case 'rolled-back':
      return [
        ...[checked, started, healthy],
        stage('Live', 'failed', step.reason),
        ...kept('passed', 'It is live again'),
      ];
    default:
      return assertNever(step);
  }
}

/** Whether something of the swap is still to come. */
export const isUnderWay = ({ step: { at } }: DeploymentSwap): boolean =>
  at === 'validating' || at === 'starting' || at === 'switched';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where a deployment answers. @param pageHost the host name of the page's own address */
export function deploymentAddress(
  projectId: string,
  port: number,
  pageHost: string,
): { readonly url: string; readonly isHere: boolean } {
  const isHere = LOOPBACK.has(pageHost) || pageHost.endsWith('.localhost');
  return { url: `http://${projectId.toLowerCase()}.localhost:${port}/`, isHere };
}
