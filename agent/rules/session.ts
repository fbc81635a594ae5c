import { setImmediate as breathe } from 'node:timers/promises';
import { type Rule, subjects } from '../../src/catalogs/slate/index.ts';
import { type MessagingClient, MessagingError } from '../../src/lib/messaging/index.ts';
import {
  apiCodes,
  encodeJson,
  getStreamInfo,
  internalsOf,
  patternsOverlap,
  publishStored,
} from '../../src/lib/messaging/internals.ts';
import { DurableReader, type ReadMessage, removeDurable } from '../broker/durableReader.ts';
import type { Say } from '../log.ts';
import { describeMatch, matchId } from './describeMatch.ts';
import { Evaluation, type RuleMet } from './evaluation.ts';
import { patternsOf } from './facts.ts';
import { Progress, readProgress, recall } from './progress.ts';
import type { RuleStore } from './ruleStore.ts';
import { createWake } from './wake.ts';

/** The consumer of each stream that rules read. */
export const RULES_CONSUMER = 'slate_rules';

/** Events of different streams may arrive in another order than they were stored in. */
const ORDER_MS = 250;
/** What the server's clock may differ from what it is taken for. */
const GRACE_MS = 500;
const MAX_TIMER_MS = 60_000;
/** Messages between two looks at anything else. */
const STRETCH = 500;
/** A stream that rules read may be made later. */
const LOOK_FOR_STREAMS_MS = 30_000;

export interface SessionParts {
  readonly client: MessagingClient;
  readonly store: RuleStore;
  readonly say: Say;
  /** Ends the session after what is evaluated was noted. */
  readonly signal: AbortSignal;
}

/**
 * Evaluates all rules from where the last session noted itself until the signal ends it. What was
 * evaluated and not noted is evaluated again and gives the same matches with the same ids.
 * @throws MessagingError and Superseded: begin again later
 */
export async function runSession({ client, store, say, signal }: SessionParts): Promise<void> {
  const link = internalsOf(client);
  const { catalog } = link;
  const begun = await readProgress(store);
  const rules = (await store.list()).filter(({ enabled }) => enabled);
  const recalled = rules.map((rule) => recall(store, rule, begun.value ?? {}));
  const evaluated = await Promise.all(recalled);
  const evaluation = new Evaluation<Rule>(
    catalog,
    evaluated.map(({ one }) => one),
  );
  const progress = new Progress(store, begun, evaluated);
  // Also before anything is published: what is, is looked for from then on.
  const published = await progress.knownMatches(client);
  const wake = createWake();
  const undoAbort = () => wake.ring();
  signal.addEventListener('abort', undoAbort);
  const streams = new Set(rules.flatMap((rule) => patternsOf(rule).flatMap(catalog.streamsFor)));
  const readers: DurableReader[] = [];
  let lacksStream = false;
  try {
    for (const stream of streams) {
      const created = await createdAt(client, stream);
      if (created === null) {
        lacksStream = true;
        continue;
      }
      const reader = await DurableReader.open(link, {
        stream,
        name: RULES_CONSUMER,
        filter: filterOf(rules, catalog.streamSubjects(stream)),
        start: progress.startOf(stream, created),
        onChange: () => wake.ring(),
      });
      readers.push(reader);
    }
    for (const stream of catalog.streams) {
      if (!streams.has(stream)) await forget(client, progress, stream);
    }
    await progress.note(true);
    const startedAt = performance.now();
    const aheadMs = Math.max(0, ...readers.map((reader) => reader.aheadMs));
    const serverNow = () => Date.now() + aheadMs;
    const publishMet = async () => {
      for (const met of evaluation.takeMet()) {
        const id = matchId(met.rule.ruleId, met.rule.revision, met.match.trigger);
        if (published.has(id)) continue;
        await publishMatch(client, met, id);
        say(`rule “${met.rule.name}” matched: ${describeMatch(met.rule, met.match).summary}`);
      }
    };
    while (!signal.aborted) {
      let read = 0;
      for (let next = pickNext(readers, serverNow()); next && read < STRETCH; read++) {
        const { reader, message } = next;
        evaluation.onMessage({ stream: reader.stream, ...message });
        progress.reached(reader, message);
        reader.take();
        next = pickNext(readers, serverNow());
      }
      const isIdle = readers.every((one) => one.isCaughtUp && one.peek() === null);
      const now = serverNow() - GRACE_MS;
      if (isIdle && evaluation.nextDeadline() <= now && (await haveAll(readers))) {
        evaluation.passTime(now);
      }
      await publishMet();
      await progress.note(false);
      if (read === STRETCH) {
        await breathe();
        continue;
      }
      if (lacksStream && performance.now() - startedAt > LOOK_FOR_STREAMS_MS) return;
      const dueInMs = isIdle ? evaluation.nextDeadline() + GRACE_MS - serverNow() : ORDER_MS;
      await wake.wait(Math.min(MAX_TIMER_MS, Math.max(10, dueInMs), progress.noteInMs()));
    }
    await progress.note(true);
  } finally {
    signal.removeEventListener('abort', undoAbort);
    for (const reader of readers) reader.close();
  }
}

/** The first stored of all that wait; null while a reader may still bring an earlier one. */
function pickNext(readers: readonly DurableReader[], now: number) {
  let first: { reader: DurableReader; message: ReadMessage } | null = null;
  for (const reader of readers) {
    const message = reader.peek();
    if (!message && !reader.isCaughtUp) return null;
    if (message && (!first || message.at < first.message.at)) first = { reader, message };
  }
  const isSettled = readers.length === 1 || (first && first.message.at <= now - ORDER_MS);
  return isSettled ? first : null;
}

/** An event that was stored before a deadline may still be on its way, or this process was frozen. */
async function haveAll(readers: readonly DurableReader[]): Promise<boolean> {
  const all = await Promise.all(readers.map((reader) => reader.hasAll()));
  return all.every(Boolean);
}

/** One pattern if all that rules read in a stream lies under one of its subjects. */
function filterOf(rules: readonly Rule[], streamSubjects: readonly string[]): string | null {
  const patterns = rules.flatMap(patternsOf);
  const touched = streamSubjects.filter((subject) =>
    patterns.some((pattern) => patternsOverlap(pattern, subject)),
  );
  // Old servers refuse a filter over several subjects of a stream.
  return touched.length === 1 ? (touched[0] ?? null) : null;
}

async function createdAt(client: MessagingClient, stream: string) {
  try {
    const { created, state } = await getStreamInfo(internalsOf(client).ask, stream);
    return { created, lastSeq: state.last_seq };
  } catch (error) {
    if (error instanceof MessagingError && error.apiCode === apiCodes.streamNotFound) return null;
    throw error;
  }
}

/** No rule reads it any more: a consumer that stays behind looks like one that lags. */
async function forget(client: MessagingClient, progress: Progress, stream: string): Promise<void> {
  if (!progress.forget(stream)) return;
  await removeDurable(internalsOf(client), stream, RULES_CONSUMER).catch((error: unknown) => {
    if (!(error instanceof MessagingError) || error.code !== 'jetstream') throw error;
  });
}

async function publishMatch(client: MessagingClient, met: RuleMet<Rule>, id: string) {
  const { ruleId, name, revision } = met.rule;
  const body = {
    type: 'matched',
    ruleId,
    id,
    timestamp: Date.now(),
    data: { ...describeMatch(met.rule, met.match), name, revision },
  };
  await publishStored(internalsOf(client).ask, subjects.rule.matched(ruleId), encodeJson(body), id);
}
