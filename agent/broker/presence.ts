import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { AgentIdentity } from '../recovery/agentStatus.ts';
import type { KeyValue } from './keyValue.ts';

const stored = z.object({ id: z.string(), name: z.string(), ttlMs: z.number() });

export interface PresenceOptions {
  readonly kv: Pick<KeyValue, 'get' | 'put' | 'remove' | 'keys'>;
  /** Of the data directory: an agent that is started again replaces the one before it. */
  readonly agentKey: string;
  readonly agent: AgentIdentity;
  /** An agent that has not renewed its key for so long counts as gone. */
  readonly ttlMs: number;
  /** Milliseconds, monotone. */
  readonly now?: () => number;
}

/** Which agents are alive: each renews a key of the bucket. Times are the server's alone. */
export interface Presence {
  readonly agentKey: string;
  readonly agent: AgentIdentity;
  /** @throws MessagingError */
  renew(): Promise<void>;
  /** Renews the key unless that was done lately. @throws MessagingError */
  ensure(): Promise<void>;
  /** By agent key. @throws MessagingError */
  living(): Promise<ReadonlyMap<string, AgentIdentity>>;
  /** Says in order that this agent is gone. Never rejects. */
  leave(): Promise<void>;
}

export function createPresence(options: PresenceOptions): Presence {
  const { kv, agentKey, agent, ttlMs, now = () => performance.now() } = options;
  const keyOf = (key: string) => `agents.${key}`;
  let renewedAt: number | null = null;

  const renew = async () => {
    const sentAt = now();
    const { revision } = await kv.get(keyOf(agentKey));
    await kv.put(keyOf(agentKey), { ...agent, ttlMs }, revision, uuidv7());
    renewedAt = sentAt;
  };
  const ensure = async () => {
    if (renewedAt === null || now() - renewedAt >= ttlMs / 2) await renew();
  };
  return {
    agentKey,
    agent,
    renew,
    ensure,
    async living() {
      await ensure();
      const keys = await kv.keys('agents.*');
      const all = await Promise.all(keys.map(async (key) => ({ key, kept: await kv.get(key) })));
      const own = all.find(({ key }) => key === keyOf(agentKey))?.kept;
      if (own?.kind !== 'value') return new Map([[agentKey, agent]]);
      // The server's time when this agent renewed its key, and what has passed since.
      const serverNow = own.storedAt + now() - (renewedAt ?? now());
      return new Map(
        all.flatMap(({ key, kept }) => {
          if (kept.kind !== 'value') return [];
          const { data } = stored.safeParse(kept.value);
          if (!data || serverNow - kept.storedAt >= data.ttlMs) return [];
          return [[key.slice(keyOf('').length), { id: data.id, name: data.name }] as const];
        }),
      );
    },
    async leave() {
      try {
        const { kind, revision } = await kv.get(keyOf(agentKey));
        if (kind === 'value') await kv.remove(keyOf(agentKey), revision, uuidv7());
      } catch {
        // Its key expires.
      }
    },
  };
}
