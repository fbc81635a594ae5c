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
  /** By agent key: for how many ms an agent has not renewed its key; Infinity if it left. */
  silence(): Promise<ReadonlyMap<string, number>>;
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
  /** Every agent that ever was here; only this one if its own key is gone. */
  const readAll = async () => {
    await ensure();
    const keys = await kv.keys('agents.*');
    const all = await Promise.all(keys.map(async (key) => ({ key, kept: await kv.get(key) })));
    const own = all.find(({ key }) => key === keyOf(agentKey))?.kept;
    if (own?.kind !== 'value') return [{ key: agentKey, silentMs: 0, identity: agent }];
    // The server's time when this agent renewed its key, and what has passed since.
    const serverNow = own.storedAt + now() - (renewedAt ?? now());
    return all.map(({ key, kept }) => {
      const { data } = stored.safeParse(kept.kind === 'value' ? kept.value : null);
      const silentMs = kept.kind === 'value' ? serverNow - kept.storedAt : Infinity;
      const isLiving = data !== undefined && silentMs < data.ttlMs;
      const identity = isLiving ? { id: data.id, name: data.name } : null;
      return { key: key.slice(keyOf('').length), silentMs, identity };
    });
  };
  return {
    agentKey,
    agent,
    renew,
    ensure,
    async living() {
      const all = await readAll();
      return new Map(all.flatMap(({ key, identity }) => (identity ? [[key, identity]] : [])));
    },
    async silence() {
      return new Map((await readAll()).map(({ key, silentMs }) => [key, silentMs]));
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
