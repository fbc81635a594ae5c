import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { KeyValue } from '../broker/keyValue.ts';
import type { MessagingClient } from '../../src/lib/messaging/index.ts';

/** Agents that number builds of one project at the same moment; each round lets one through. */
const MAX_ROUNDS = 20;
/** A repeated command comes within minutes: its build is among these. */
const KEPT = 50;

const counter = z.object({
  /** The number that was given last. */
  last: z.number().check(z.int(), z.gte(0)),
  /** The newest builds and their numbers, oldest first. */
  given: z.array(z.object({ buildId: z.string(), number: z.number() })),
});

/** Numbers the builds of each project from 1, over all agents. */
export interface BuildNumbers {
  /**
   * The number of a build: the next one, or the one it has already. Null while no number can be
   * had, which keeps no build from running. Never rejects.
   */
  give(projectId: string, buildId: string): Promise<number | null>;
  /** The project is deleted: one of the same id begins with 1. Never rejects. */
  forget(projectId: string): Promise<void>;
}

/** @param kv the bucket of project records: the counter is kept beside a project's record */
export function createBuildNumbers(
  client: Pick<MessagingClient, 'getState'>,
  kv: Pick<KeyValue, 'get' | 'put' | 'remove'>,
): BuildNumbers {
  // Two tokens: a project's id, which is one, is never taken for it.
  const keyOf = (projectId: string) => `builds.${projectId}`;
  const read = async (projectId: string) => {
    const kept = await kv.get(keyOf(projectId));
    const parsed = kept.kind === 'value' ? counter.safeParse(kept.value).data : undefined;
    return { revision: kept.revision, kind: kept.kind, ...(parsed ?? { last: 0, given: [] }) };
  };
  return {
    async give(projectId, buildId) {
      const state = client.getState();
      if (state.status !== 'live' || state.jetstream === 'off') return null;
      try {
        for (let round = 0; round < MAX_ROUNDS; round++) {
          const { last, given, revision } = await read(projectId);
          const known = given.find((one) => one.buildId === buildId);
          if (known) return known.number;
          const number = last + 1;
          const next = { last: number, given: [...given, { buildId, number }].slice(-KEPT) };
          const outcome = await kv.put(keyOf(projectId), next, revision, uuidv7());
          if (outcome.kind === 'written') return number;
        }
      } catch {
        // Without the server's word a number would be a guess.
      }
      return null;
    },
    async forget(projectId) {
      try {
        const { kind, revision } = await read(projectId);
        if (kind === 'value') await kv.remove(keyOf(projectId), revision, uuidv7());
      } catch {
        // Numbers that go on where they were do no harm.
      }
    },
  };
}
