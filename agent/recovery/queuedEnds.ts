import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { parseJson } from '../../src/lib/messaging/index.ts';
import { readOutboxLines } from '../publish/outboxFile.ts';

const ENDS = /^slate\.(build\.(completed|failed|cancelled)|runtime\.stopped)\./;
const endEvent = z.looseObject({
  sessionId: z.optional(z.string()),
  data: z.optional(z.looseObject({ buildId: z.optional(z.string()) })),
});

/**
 * The builds and sessions whose end waits in the outbox file of an agent that died, by buildId and
 * sessionId: it will be sent, so nobody needs to make one up. To be read before the outbox is
 * opened. A file that can't be read holds none.
 */
export function readQueuedEnds(path: string): ReadonlySet<string> {
  const ids = new Set<string>();
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch {
    return ids;
  }
  for (const { entry } of readOutboxLines(file).entries) {
    if (!ENDS.test(entry.subject)) continue;
    const { sessionId, data } = readEnd(entry.body);
    const id = sessionId ?? data?.buildId;
    if (id !== undefined) ids.add(id);
  }
  return ids;
}

function readEnd(body: Uint8Array): z.infer<typeof endEvent> {
  try {
    return endEvent.safeParse(parseJson(new TextDecoder().decode(body))).data ?? {};
  } catch {
    return {};
  }
}
