import { describe, expect, test } from 'vitest';
import type { DeploymentSwap } from '../../catalogs/slate/index.ts';
import {
  applySwapEvents,
  type DeployDelivery,
  deploymentAddress,
  stagesOf,
  swapsOf,
} from './model.ts';

const event = (
  name: string,
  swapId: string,
  data: Readonly<Record<string, unknown>> = {},
  second = 0,
) =>
  ({
    event: {
      event_id: `${swapId}.${name}`,
      event_type: `library.swap.${name}`,
      timestamp: new Date(1_700_000_000_000 + second * 1_000).toISOString(),
      source: 'slate',
      swap_id: swapId,
      data: {
        project_id: 'web',
        to_entity_id: 'b1',
        build_number: 3,
        initiated_by: 'Ada',
        ...data,
      },
    },
    meta: {},
  }) as unknown as DeployDelivery;

const story = [
  event('initiated', 's1'),
  event('validated', 's1', {}, 1),
  event('completed', 's1', { session_id: 'p1' }, 3),
  event('rolled_back', 's1', { rollback_reason: 'Its process ended.' }, 5),
];

describe('the history of swaps', () => {
  test('holds how each ended, in whatever order its events come', () => {
    const expected = [
      {
        swapId: 's1',
        projectId: 'web',
        toEntityId: 'b1',
        number: 3,
        initiatedBy: 'Ada',
        outcome: 'rolled-back',
        reason: 'Its process ended.',
        sessionId: 'p1',
        at: 1_700_000_000_000,
      },
    ];
    expect(swapsOf(applySwapEvents({}, story), 'web')).toEqual(expected);
    expect(swapsOf(applySwapEvents({}, story.toReversed()), 'web')).toEqual(expected);
    expect(swapsOf(applySwapEvents({}, story), 'api')).toEqual([]);
  });

  test('leaves out what names no project or is no swap, and forgets the oldest', () => {
    const strange = [event('initiated', 's2', { project_id: undefined }), event('odd', 's3')];
    expect(applySwapEvents({}, strange)).toEqual({});
    const many = Array.from({ length: 510 }, (_, at) => event('initiated', `s${at}`, {}, at));
    const kept = swapsOf(applySwapEvents({}, many), 'web');
    expect([kept.length, kept[0]?.swapId, kept.at(-1)?.swapId]).toEqual([500, 's509', 's10']);
  });
});

describe('the steps of a swap', () => {
  const swap = (
    step: DeploymentSwap['step'],
    sessionId: string | null,
    from: string | null = 'b0',
  ) =>
    stagesOf({
      ...{ swapId: 's1', deploymentId: 'd1', fromEntityId: from, toEntityId: 'b1', number: 1 },
      ...{ initiatedBy: 'Ada', startedAt: 1, sessionId, step },
    }).map(({ state }) => state);

  test.each<[DeploymentSwap['step'], string | null, string[]]>([
    [{ at: 'validating' }, null, ['running', 'pending', 'pending', 'pending', 'pending']],
    [{ at: 'starting', passes: 0 }, null, ['passed', 'running', 'pending', 'pending', 'pending']],
    [{ at: 'starting', passes: 1 }, 'p1', ['passed', 'passed', 'running', 'pending', 'pending']],
    [{ at: 'switched', until: 9 }, 'p1', ['passed', 'passed', 'passed', 'passed', 'running']],
    [{ at: 'completed' }, 'p1', ['passed', 'passed', 'passed', 'passed', 'passed']],
    [{ at: 'failed', reason: 'x' }, null, ['passed', 'failed', 'skipped', 'skipped', 'skipped']],
    [{ at: 'failed', reason: 'x' }, 'p1', ['passed', 'passed', 'failed', 'skipped', 'skipped']],
    [{ at: 'rolled-back', reason: 'x' }, 'p1', ['passed', 'passed', 'passed', 'failed', 'passed']],
  ])('%j of session %s', (step, sessionId, states) => {
    expect(swap(step, sessionId)).toEqual(states);
    // Without an old process there is none to keep.
    expect(swap(step, sessionId, null)).toEqual(states.slice(0, 4));
  });
});

test('a link leads to the agent’s machine only where that is the reader’s own', () => {
  expect(deploymentAddress('Web_1', 4180, '127.0.0.1')).toEqual({
    url: 'http://web_1.localhost:4180/',
    isHere: true,
  });
  expect(deploymentAddress('web', 1, 'slate.example.com').isHere).toBe(false);
});
