import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { KeyValue } from '../../broker/keyValue.ts';

const ROUNDS = 3;

const handOver = z.object({ buildId: z.string(), count: z.number() });

/**
 * How often a project's running build was handed over by an agent that stopped in order. The queue
 * counts deliveries, whatever ended the one before; what is left of them after this are losses.
 */
export interface HandOvers {
  /** To be called before the job is given back. Never rejects. */
  add(projectId: string, buildId: string): Promise<void>;
  /** @throws MessagingError */
  count(projectId: string, buildId: string): Promise<number>;
}

/** @param kv the bucket of project records; one build of a project runs at a time, so one key does */
export function createHandOvers(kv: Pick<KeyValue, 'get' | 'put'>): HandOvers {
  const keyOf = (projectId: string) => `handovers.${projectId}`;
  const read = async (projectId: string, buildId: string) => {
    const kept = await kv.get(keyOf(projectId));
    const known = kept.kind === 'value' ? handOver.safeParse(kept.value).data : undefined;
    return { revision: kept.revision, count: known?.buildId === buildId ? known.count : 0 };
  };
  return {
    async add(projectId, buildId) {
      try {
        for (let round = 0; round < ROUNDS; round++) {
          const { revision, count } = await read(projectId, buildId);
          const next = { buildId, count: count + 1 };
          const { kind } = await kv.put(keyOf(projectId), next, revision, uuidv7());
          if (kind === 'written') return;
        }
      } catch {
        // It then counts as a loss, of which a build survives some.
      }
    },
    count: async (projectId, buildId) => (await read(projectId, buildId)).count,
  };
}
