import { expect, onTestFinished, test } from 'vitest';
import { startNats } from '../../scripts/testing/natsProcess.ts';
import {
  type RuleDraft,
  ruleProblems,
  slateCatalog,
  slateCommands,
} from '../../src/catalogs/slate/index.ts';
import { createClient, isMessagingError, openHistory } from '../../src/lib/messaging/index.ts';
import { connectNats } from '../broker/nats.ts';
import { untilLive } from '../broker/dial.ts';
import { startAgentRig } from '../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';

const failed: RuleDraft = {
  name: 'A build failed',
  enabled: true,
  pattern: 'slate.build.failed.*',
  match: 'all',
  conditions: [{ path: 'data.step', operator: 'eq', value: 'test' }],
  trigger: { kind: 'each' },
};
const stuck: RuleDraft = {
  ...failed,
  name: 'A build is stuck',
  pattern: 'slate.build.started.*',
  conditions: [],
  trigger: {
    kind: 'not-followed',
    by: ['slate.build.completed.*', 'slate.build.failed.*'],
    key: 'data.buildId',
    withinMs: 1_000,
  },
};

/** A real server and page, a publisher of events as a CI system is one, and what rules matched. */
async function setUp() {
  const nats = await startNats(temporaryDirectory('slate-nats'));
  onTestFinished(() => nats.dispose());
  const rig = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
  const inboxPrefix = '_INBOX.agent';
  const publisher = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: connectNats({
      ...{ url: nats.tcpUrl, user: 'agent', password: nats.passwords.agent },
      ...{ inboxPrefix, name: 'publisher' },
    }),
    ...{ userId: 'ci', inboxPrefix },
  });
  onTestFinished(() => publisher.close({ drainMs: 0 }));
  await untilLive(publisher);
  const history = openHistory(rig.page, 'slate.rule.matched.*');
  return {
    rig,
    save: (ruleId: string, rule: RuleDraft) =>
      rig.page.request('rule.save', { ruleId }, { rule, revision: 0, savedBy: 'Ann' }),
    fail: (buildId: string) =>
      publisher.publish(
        'build.failed',
        { projectId: 'p1', data: { buildId, step: 'test' } },
        { durable: true },
      ),
    begin: (buildId: string) =>
      publisher.publish('build.started', { projectId: 'p1', data: { buildId } }, { durable: true }),
    /** Every stored match, in order. */
    async matches() {
      const { entries } = await history.read({ from: 1, limit: 1_000 });
      return entries.map(({ delivery: { event } }) => ({
        rule: event.ruleId,
        id: event.id,
        ...event.data,
      }));
    },
  };
}

test(
  'what happened while no agent was there is matched once one is, each once',
  async () => {
    const { rig, save, fail, begin, matches } = await setUp();
    const first = await rig.agent([]);
    await save('failed', failed);
    await save('stuck', stuck);
    await begin('b1');
    await fail('b1');
    await until(async () => expect(await matches()).toHaveLength(1));
    await begin('b2');
    await first.kill('SIGKILL');
    await fail('b3');
    await begin('b4');
    await fail('b4');
    await rig.agent([], { dataDir: first.dataDir });
    await until(async () => expect(await matches()).toHaveLength(4));
    await fail('b5');
    await until(async () => expect(await matches()).toHaveLength(5));
    const all = await matches();
    expect(all.filter(({ rule }) => rule === 'stuck')).toMatchObject([{ key: 'b2' }]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
  },
  PATIENCE_MS * 2,
);

test(
  'of two agents one evaluates; the other goes on when it is gone',
  async () => {
    const { rig, save, fail, matches } = await setUp();
    const ackWaitMs = 1_500;
    const agents = await Promise.all([rig.agent([], { ackWaitMs }), rig.agent([], { ackWaitMs })]);
    await save('failed', failed);
    await fail('b1');
    await until(async () => expect(await matches()).toHaveLength(1));
    const matched = ({ said }: { said: readonly string[] }) =>
      said.some((line) => line.includes('matched'));
    const [evaluator, ...others] = agents.toSorted(
      (a, b) => Number(matched(b)) - Number(matched(a)),
    );
    expect(others.some(matched)).toBe(false);
    await evaluator?.kill('SIGKILL');
    await fail('b2');
    await until(async () => expect(await matches()).toHaveLength(2));
    await fail('b3');
    await until(async () => expect(await matches()).toHaveLength(3));
  },
  PATIENCE_MS * 2,
);

test(
  'rules are listed, changed by one at a time, tried, removed and brought back',
  async () => {
    const { rig, save, fail, begin, matches } = await setUp();
    await rig.agent([]);
    const refusal = async (answer: Promise<unknown>) => {
      const error = await answer.then(
        () => null,
        (reason: unknown) => reason,
      );
      return isMessagingError(error, 'rejected') ? error : null;
    };
    const saved = await save('failed', failed);
    expect(saved).toMatchObject({ ...failed, ruleId: 'failed', updatedBy: 'Ann' });
    expect(await refusal(save('failed', failed))).toMatchObject({ reason: 'changed' });
    const bad = await refusal(save('bad', { ...failed, name: '', pattern: 'a b' }));
    expect(bad?.reason).toBe('invalid');
    expect(ruleProblems.parse(bad?.details).problems.map(({ field }) => field)).toEqual([
      'name',
      'pattern',
    ]);
    await begin('b1');
    await fail('b1');
    await until(async () => expect(await matches()).toHaveLength(1));
    const input = { rule: { ...failed, enabled: false }, sinceMs: 3_600_000 };
    const trial = await rig.page.request('rule.try', { tryId: 't1' }, input);
    expect(trial).toMatchObject({ total: 1, messages: 1, end: 'now' });
    const tooFar = rig.page.request('rule.try', { tryId: 't2' }, { ...input, sinceMs: 1e12 });
    expect(await refusal(tooFar)).toMatchObject({ reason: 'invalid' });
    const list = () => rig.page.request('rule.list', {}, {});
    expect((await list()).rules).toMatchObject([{ ruleId: 'failed', revision: saved.revision }]);
    const removed = await rig.page.request(
      'rule.remove',
      { ruleId: 'failed' },
      { revision: saved.revision },
    );
    expect((await list()).rules).toEqual([]);
    await rig.page.request(
      'rule.save',
      { ruleId: 'failed' },
      { rule: failed, revision: removed.revision },
    );
    expect((await list()).rules).toHaveLength(1);
    await fail('b2');
    await until(async () => expect(await matches()).toHaveLength(2));
  },
  PATIENCE_MS,
);
