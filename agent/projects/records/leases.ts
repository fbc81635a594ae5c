import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { KeyValue } from '../../broker/keyValue.ts';
import type { Presence } from '../../broker/presence.ts';
import {
  CommandRefusal,
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../../src/lib/messaging/index.ts';

/** Agents that want one lease in the same moment; each round lets one through. */
const ROUNDS = 5;

const purposes = ['run', 'delete', 'files', 'deploy', 'rules'] as const;
export type LeasePurpose = (typeof purposes)[number];

const stored = z.object({
  agentKey: z.string(),
  agentId: z.string(),
  agentName: z.string(),
  purpose: z.enum(purposes),
});
type Lease = z.infer<typeof stored>;

/**
 * What only one agent may do with a project at a time. A lease is a key of the bucket and counts for
 * as long as the agent that wrote it is alive: see Presence. Without JetStream there are none, and
 * an agent is by itself.
 */
export interface Leases {
  /**
   * Takes the project's lease, or shares it if this agent has it. Returns what gives it back.
   * @throws CommandRefusal 'conflict' while another agent has it, 'failed' if nobody can say
   */
  take(projectId: string, purpose: LeasePurpose): Promise<() => Promise<void>>;
  /** Reads all held leases again: while this agent was cut off another may have taken them. */
  verify(): Promise<void>;
  /** Calls back when another agent has taken a lease from this one. */
  onLost(listener: (projectId: string, by: string) => void): Unsubscribe;
}

interface Held {
  readonly lease: Lease;
  revision: number;
  holders: number;
}

/** @param prefix of the keys of one kind of lease; kinds do not exclude each other */
export function createLeases(
  client: Pick<MessagingClient, 'getState'>,
  kv: Pick<KeyValue, 'get' | 'put' | 'remove'>,
  presence: Presence,
  prefix = 'leases',
): Leases {
  const { agentKey, agent } = presence;
  const held = new Map<string, Held>();
  const listeners = new Set<(projectId: string, by: string) => void>();
  const keyOf = (projectId: string) => `${prefix}.${projectId}`;

  const read = async (projectId: string) => {
    const kept = await kv.get(keyOf(projectId));
    const lease = kept.kind === 'value' ? (stored.safeParse(kept.value).data ?? null) : null;
    return { revision: kept.revision, lease };
  };
  const isOwn = (lease: Lease) => lease.agentId === agent.id;
  const isAlive = async (lease: Lease) =>
    (await presence.living()).get(lease.agentKey)?.id === lease.agentId;

  const acquire = async (projectId: string, purpose: LeasePurpose): Promise<Held> => {
    await presence.ensure();
    for (let round = 0; round < ROUNDS; round++) {
      const { lease: other, revision } = await read(projectId);
      if (other && !isOwn(other) && (await isAlive(other))) throw refusal(other, purpose);
      const lease = { agentKey, agentId: agent.id, agentName: agent.name, purpose };
      const outcome = await kv.put(keyOf(projectId), lease, revision, uuidv7());
      if (outcome.kind === 'written') return { lease, revision: outcome.revision, holders: 0 };
    }
    throw new CommandRefusal('conflict', 'Other agents want the same: try again in a moment.');
  };

  const giveBack = async (projectId: string, one: Held) => {
    one.holders -= 1;
    if (one.holders > 0) return;
    try {
      await kv.remove(keyOf(projectId), one.revision, uuidv7());
      if (one.holders === 0 && held.get(projectId) === one) held.delete(projectId);
    } catch {
      // verify() tries again.
    }
  };

  return {
    async take(projectId, purpose) {
      const state = client.getState();
      if (state.status === 'live' && state.jetstream === 'off') return async () => {};
      let one = held.get(projectId);
      if (!one || one.holders === 0) {
        try {
          one = await acquire(projectId, purpose);
        } catch (error) {
          if (!isMessagingError(error)) throw error;
          const why = 'The server did not say whether another agent is at work on it: try again.';
          throw new CommandRefusal('failed', why);
        }
        held.set(projectId, one);
      }
      one.holders += 1;
      const taken = one;
      return () => giveBack(projectId, taken);
    },
    async verify() {
      for (const [projectId, one] of held) {
        const { lease, revision } = await read(projectId);
        if (one.holders === 0) {
          if (revision === one.revision) await kv.remove(keyOf(projectId), revision, uuidv7());
          held.delete(projectId);
        } else if (lease && !isOwn(lease)) {
          held.delete(projectId);
          for (const listener of listeners) listener(projectId, lease.agentName);
        } else if (!lease) {
          // The server has lost its disk.
          const outcome = await kv.put(keyOf(projectId), one.lease, revision, uuidv7());
          if (outcome.kind === 'written') one.revision = outcome.revision;
        }
      }
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function refusal({ agentName, purpose }: Lease, wanted: LeasePurpose): CommandRefusal {
  if (purpose === 'delete') return new CommandRefusal('conflict', 'This project is being deleted.');
  if (purpose === 'files') {
    return new CommandRefusal('conflict', `${agentName} looks after its files.`);
  }
  if (purpose === 'rules') {
    return new CommandRefusal('conflict', `${agentName} evaluates the rules.`);
  }
  if (purpose === 'deploy') {
    return new CommandRefusal('conflict', `${agentName} looks after its deployments.`);
  }
  return new CommandRefusal(
    'conflict',
    wanted === 'run'
      ? `It is already running on ${agentName}.`
      : `Its process is running on another agent (${agentName}): stop it first.`,
  );
}
