import { describe, expect, it } from 'vitest';
import { type NatsCluster, withCluster } from '../testing/natsCluster.ts';
import { range, type RigClient, takeNotes } from '../testing/rig.ts';
import { PATIENCE_MS, until } from '../testing/until.ts';

/** Writes until it is stopped, and remembers what was acknowledged. */
function keepWriting(writer: RigClient) {
  const acked: number[] = [];
  const puts: Promise<unknown>[] = [];
  let running = true;
  let n = 0;
  const loop = (async () => {
    for (; running; n++) {
      const own = n;
      const fields = { projectId: 'p1', data: { message: `line ${n}`, n } };
      puts.push(
        writer.publish('build.log', fields, { durable: true }).then(() => void acked.push(own)),
      );
      if (n % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    acked,
    /** Waits for a hundred acks more: it works again. */
    goesOn: () => {
      const before = acked.length;
      return until(() => acked.length > before + 100, 'events are acknowledged');
    },
    async stop(): Promise<number> {
      running = false;
      await loop;
      await Promise.all(puts);
      return n;
    },
  };
}

const serverOf = (client: RigClient) => {
  const state = client.getState();
  return state.status === 'live' ? state.serverName : null;
};

const dial = (cluster: NatsCluster) => cluster.rig.liveClient({ url: cluster.wsUrls });

describe.concurrent('a cluster of three that stores all three times', () => {
  it(
    'loses the stream’s leader and then the client’s own node, and nothing else',
    () =>
      withCluster(async (cluster) => {
        await cluster.makeStreams();
        const writer = await dial(cluster);
        const reader = await dial(cluster);
        const notes = takeNotes(reader, 'slate.build.log.p1', 'all');
        const states: string[] = [];
        writer.onState(() => states.push(writer.getState().status));
        const writing = keepWriting(writer);
        await writing.goesOn();

        const leader = await cluster.leaderOf('SLATE_LOGS');
        await cluster.node(leader).kill();
        const atKill = notes.deliveries.length;
        await writing.goesOn();
        await until(() => notes.deliveries.length > atKill + 100, 'events arrive');
        await cluster.node(leader).restart();
        await cluster.isWhole('SLATE_LOGS');

        const own = await until(() => serverOf(writer));
        await cluster.node(own).kill();
        await until(() => serverOf(writer) !== null && serverOf(writer) !== own);
        await writing.goesOn();

        const count = await writing.stop();
        expect(writing.acked).toHaveLength(count);
        await until(() => notes.deliveries.length >= count, 'all have arrived');
        expect(notes.numbers()).toEqual(range(count));
        expect(notes.gaps).toEqual([]);
        // An election is no loss of history.
        expect(notes.phases).not.toContain('live-only');
        expect(notes.phases.at(-1)).toBe('live');
        expect(states).toContain('reconnecting');
        expect(states.at(-1)).toBe('live');
        expect(writer.getOutbox()).toMatchObject({ queued: 0, degraded: false });
        const { state } = await cluster.api('STREAM.INFO.SLATE_LOGS');
        expect(state).toMatchObject({ messages: count });
      }),
    PATIENCE_MS * 4,
  );

  it(
    'has a node in lame duck mode, which its clients leave before it ends',
    () =>
      withCluster(async (cluster) => {
        await cluster.makeStreams();
        const client = await dial(cluster);
        const notes = takeNotes(client, 'slate.build.log.p1', 'all');
        const states = new Set<string>();
        client.onState(() => states.add(client.getState().status));
        const writing = keepWriting(client);
        await writing.goesOn();
        const own = await until(() => serverOf(client));
        cluster.node(own).signal('SIGUSR2');
        await until(() => serverOf(client) !== own, 'it has moved');
        await writing.goesOn();
        const count = await writing.stop();
        await until(() => notes.deliveries.length >= count, 'all have arrived');
        expect(notes.numbers()).toEqual(range(count));
        expect(notes.gaps).toEqual([]);
        expect([...states]).toEqual(['live']);
        expect(client.problems).toContainEqual({ kind: 'lame-duck' });
      }),
    PATIENCE_MS * 4,
  );
});
