import type {
  CommandIds,
  CommandInput,
  CommandName,
  CommandOutput,
  SlateEventName,
  SlateFields,
} from '../../src/catalogs/slate/index.ts';
import type {
  CommandContext,
  CommandHandler,
  ConnectionState,
  MessagingClient,
} from '../../src/lib/messaging/index.ts';

/** One call of publish. */
export type Published = {
  [Name in SlateEventName]: {
    readonly name: Name;
    readonly fields: SlateFields<Name>;
    readonly durable: boolean;
  };
}[SlateEventName];

/** A client without a server: remembers what is published, and can be asked commands. */
export interface FakeClient extends MessagingClient {
  readonly published: readonly Published[];
  /** The `data` of all events of one name. */
  dataOf<Name extends SlateEventName>(name: Name): NonNullable<SlateFields<Name>['data']>[];
  /** Asks whoever responds; rejects with 'nobody answers' if nobody does. */
  ask<Name extends CommandName>(
    name: Name,
    ids: CommandIds<Name>,
    input: CommandInput<Name>,
    context?: Partial<CommandContext>,
  ): Promise<CommandOutput<Name>>;
  /** The subjects' ids for which `name` is answered now. */
  answered(name: CommandName): readonly string[];
  setState(state: ConnectionState): void;
  queued: number;
  statusSessions: ReadonlyMap<string, () => SlateFields<'runtime.status'> | null>;
}

export const LIVE = {
  status: 'live',
  since: 1,
  silentSince: null,
  rttMs: 1,
  jetstream: 'on',
  serverName: 'fake',
  serverVersion: '0',
} as const satisfies ConnectionState;

export function createFakeClient(): FakeClient {
  const published: Published[] = [];
  const handlers = new Map<string, unknown>();
  const statusSessions = new Map<string, () => SlateFields<'runtime.status'> | null>();
  const stateListeners = new Set<() => void>();
  let state: ConnectionState = LIVE;
  const key = (name: string, ids: Readonly<Record<string, string>>) =>
    [name, ...Object.values(ids)].join(' ');
  const unused = () => {
    throw new Error('the agent does not use this');
  };

  return {
    published,
    queued: 0,
    statusSessions,
    userId: 'agent',
    dataOf: (name) =>
      published.flatMap((event) =>
        event.name === name && event.fields.data ? [event.fields.data as never] : [],
      ),
    answered: (name) =>
      [...handlers.keys()]
        .filter((k) => k.split(' ')[0] === name)
        .map((k) => k.split(' ')[1] ?? ''),
    async ask(name, ids, input, context = {}) {
      const any = Object.fromEntries(Object.keys(ids).map((id) => [id, '*']));
      const handler = (handlers.get(key(name, ids)) ?? handlers.get(key(name, any))) as
        | CommandHandler<typeof name>
        | undefined;
      const caller = { userId: 'u1', idempotencyKey: undefined, ...context };
      const answer = await handler?.(input, ids, caller);
      if (!answer) throw new Error('there is no answer');
      return answer;
    },
    setState(next) {
      state = next;
      for (const listener of stateListeners) listener();
    },
    getState: () => state,
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    getOutbox() {
      return {
        queued: this.queued,
        oldestAt: null,
        parked: 0,
        degraded: false,
        storage: 'memory',
        storageProblem: null,
      };
    },
    async publish(name, fields, options) {
      published.push({ name, fields, durable: options?.durable ?? false } as unknown as Published);
      return { id: 'id', outcome: 'stored' };
    },
    respond(name, ids, handler) {
      handlers.set(key(name, ids), handler);
      return () => handlers.delete(key(name, ids));
    },
    respondWithEvent(_, { sessionId = '' }, handler) {
      statusSessions.set(sessionId, handler as () => SlateFields<'runtime.status'> | null);
      return () => statusSessions.delete(sessionId);
    },
    onOutbox: unused,
    getMetrics: unused,
    onActivity: unused,
    tap: unused,
    subscribe: unused,
    publishBytes: unused,
    subscribeBytes: unused,
    follow: unused,
    request: unused,
    retryNow: unused,
    probe: unused,
    flush: async () => {},
    close: async () => undefined,
  };
}
