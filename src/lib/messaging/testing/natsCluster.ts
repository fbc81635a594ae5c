import { slateCatalog } from '../../../catalogs/slate/events.ts';
import { type NatsServer, startNatsServer } from './natsServer.ts';
import { onFreePorts } from './ports.ts';
import { Rig } from './rig.ts';
import { until } from './until.ts';

/** Three servers that store everything three times. */
export interface NatsCluster {
  readonly nodes: ReadonlyMap<string, NatsServer>;
  readonly wsUrls: string;
  readonly tcpUrls: string;
  readonly rig: Rig;
  api(path: string, input?: unknown): Promise<Record<string, unknown>>;
  makeStreams(): Promise<void>;
  leaderOf(stream: string): Promise<string>;
  /** Every node knows the cluster's leader and has all of a stream. */
  isWhole(stream: string): Promise<void>;
  node(name: string): NatsServer;
}

const NAMES = ['n1', 'n2', 'n3'] as const;
/** A node that knows no leader says nothing. */
const ASK_MS = 3_000;
const KNOWS_LEADER = /new (JetStream cluster )?metadata leader/;

/** Gone afterwards. */
export async function withCluster(test: (cluster: NatsCluster) => Promise<void>): Promise<void> {
  const servers = await onFreePorts(NAMES.length, startNodes);
  const nodes = new Map(NAMES.map((name, index) => [name as string, servers[index]!]));
  const rigs = servers.map((server) => Rig.on(server));
  const [rig] = rigs;
  try {
    if (rig) await test(describeCluster(nodes, rigs, rig));
  } finally {
    // Clients first: they would redial what is gone.
    for (const one of rigs) await one.tidy();
    for (const server of servers) await server.dispose();
  }
}

async function startNodes(...ports: readonly number[]): Promise<readonly NatsServer[]> {
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const starts = await Promise.allSettled(
    NAMES.map((name, index) =>
      startNatsServer({
        config: `
          server_name: ${name}
          cluster { name: test, listen: "127.0.0.1:${ports[index]}", routes: [${routes}] }
        `,
      }),
    ),
  );
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? start.value : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return started;
  for (const server of started) await server.dispose();
  throw failed.reason;
}

function describeCluster(
  nodes: ReadonlyMap<string, NatsServer>,
  rigs: readonly Rig[],
  rig: Rig,
): NatsCluster {
  const api: NatsCluster['api'] = (path, input = {}) =>
    until(async () => {
      for (const one of rigs) {
        const answer = await one.api(path, input, ASK_MS).catch(() => null);
        if (answer && !('error' in answer)) return answer;
      }
      return null;
    }, `the cluster answers ${path}`);
  const infoOf = async (stream: string) => {
    const { cluster } = await api(`STREAM.INFO.${stream}`);
    return cluster as {
      leader?: string;
      replicas?: { current?: boolean; offline?: boolean; lag?: number }[];
    };
  };
  return {
    nodes,
    rig,
    api,
    wsUrls: [...nodes.values()].map(({ wsUrl }) => wsUrl).join(','),
    tcpUrls: [...nodes.values()].map(({ tcpUrl }) => tcpUrl).join(','),
    node(name) {
      const node = nodes.get(name);
      if (!node) throw new Error(`There is no node ${name}.`);
      return node;
    },
    async makeStreams() {
      for (const name of slateCatalog.streams) {
        await api(`STREAM.CREATE.${name}`, {
          name,
          subjects: slateCatalog.streamSubjects(name),
          storage: 'file',
          num_replicas: NAMES.length,
          duplicate_window: 120e9,
        });
      }
    },
    leaderOf: (stream) => until(async () => (await infoOf(stream)).leader),
    async isWhole(stream) {
      // A leader calls a node current as soon as its route is back. Until that node knows the
      // metadata group, losing another leaves no majority for half a minute.
      await until(
        () => [...nodes.values()].every((node) => KNOWS_LEADER.test(node.log())),
        'every node knows the leader',
      );
      await until(async () => {
        const { leader, replicas = [] } = await infoOf(stream);
        const others = replicas.filter(
          ({ current, offline, lag = 0 }) => current && !offline && lag === 0,
        );
        return leader !== undefined && others.length === NAMES.length - 1;
      }, `${stream} is whole`);
    },
  };
}
