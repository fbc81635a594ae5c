import { expect, onTestFinished, test } from 'vitest';
import { startNats } from '../../scripts/testing/natsProcess.ts';
import { startAgentRig } from '../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';

test(
  'pages read the figures of streams and durable consumers from an agent, and no names of readers',
  async () => {
    const nats = await startNats(temporaryDirectory('slate-nats'));
    onTestFinished(() => nats.dispose());
    const rig = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
    const statuses: object[] = [];
    rig.page.subscribe('slate.agent.status.*', ({ data }) => void statuses.push(data ?? {}));
    await rig.agent([], { name: 'build-1' });
    const rule = {
      ...{ name: 'failed', enabled: true, match: 'all', conditions: [] },
      ...{ pattern: 'slate.build.failed.*', trigger: { kind: 'each' } },
    };
    await rig.page.request('rule.save', { ruleId: 'r1' }, { rule, revision: 0 });
    await until(async () => {
      const { account, streams, consumers } = await rig.page.request('monitor.read', {}, {});
      expect(account).toMatchObject({ streams: streams.length, maxStorage: expect.any(Number) });
      expect(streams.find(({ name }) => name === 'SLATE_EVENTS')).toMatchObject({
        messages: 0,
        retention: 'limits',
      });
      // The page's own reader of builds is there, and stays unnamed.
      expect(account.consumers).toBeGreaterThan(consumers.length);
      expect(consumers).toEqual([
        expect.objectContaining({ stream: 'SLATE_EVENTS', name: 'slate_rules', pending: 0 }),
      ]);
    });
    await until(() =>
      expect(statuses.at(-1)).toMatchObject({
        ...{ name: 'build-1', builds: 0, sessions: 0, version: expect.any(String) },
        load: { memoryBytes: expect.any(Number) },
      }),
    );
  },
  PATIENCE_MS,
);
