import { type RuleDraft, ruleLimits, type RuleMatch } from '../../src/catalogs/slate/index.ts';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  apiCodes,
  type ClientInternals,
  getStreamInfo,
  narrow,
  patternsOverlap,
  readMerged,
} from '../../src/lib/messaging/internals.ts';
import { describeMatch } from './describeMatch.ts';
import { concerns, decodeStored, factOf, patternsOf } from './facts.ts';
import { beginRule, type Fact, type Match, onFact, passTime } from './machine.ts';

export interface TrialProgress {
  readonly messages: number;
  readonly total: number;
}

export interface Trial {
  readonly matches: readonly RuleMatch[];
  readonly total: number;
  readonly messages: number;
  readonly from: number;
  readonly to: number;
  readonly end: 'now' | 'limit';
}

interface StreamFacts {
  readonly facts: readonly Fact[];
  readonly messages: number;
  /** When the first message that was not read was stored; null if all were. */
  readonly cutAt: number | null;
}

/**
 * What a rule would have matched among what the streams hold from a time on.
 * @param onProgress after each stretch of messages
 * @throws MessagingError
 */
export async function tryRule(
  link: ClientInternals,
  rule: RuleDraft,
  from: number,
  onProgress: (progress: TrialProgress) => void,
): Promise<Trial> {
  const streams = [...new Set(patternsOf(rule).flatMap(link.catalog.streamsFor))];
  const total = { messages: 0, read: 0 };
  const progress = (read: number, more: number) => {
    total.read += read;
    total.messages += more;
    onProgress({ messages: total.read, total: total.messages });
  };
  const limit = Math.floor(ruleLimits.tryMessages / Math.max(1, streams.length));
  const parts: StreamFacts[] = [];
  for (const stream of streams) {
    parts.push(await readFacts(link, rule, stream, { from, limit, progress }));
  }
  const cuts = parts.flatMap(({ cutAt }) => cutAt ?? []);
  const now = Date.now();
  const to = cuts.length > 0 ? Math.min(...cuts) : now;
  const facts = parts
    .flatMap((part) => part.facts)
    .filter(({ at }) => at < to || cuts.length === 0)
    .sort((a, b) => a.at - b.at);
  const found = evaluate(rule, facts, from, to);
  return {
    matches: found.slice(0, ruleLimits.tryMatches).map((match) => describeMatch(rule, match)),
    total: found.reduce((sum, { count }) => sum + count, 0),
    messages: parts.reduce((sum, { messages }) => sum + messages, 0),
    ...{ from, to },
    end: cuts.length > 0 ? 'limit' : 'now',
  };
}

function evaluate(rule: RuleDraft, facts: readonly Fact[], from: number, to: number): Match[] {
  let state = beginRule(rule.trigger, from);
  const found: Match[] = [];
  for (const fact of facts) {
    const step = onFact(rule.trigger, state, fact);
    state = step.state;
    found.push(...step.matches);
  }
  const last = passTime(rule.trigger, state, to);
  found.push(...last.matches);
  // A minute that is not over yet; live, its matches would come as one at its end.
  const { held, start } = last.state.minute;
  if (held) found.push({ ...held.last, count: held.count, trigger: `storm ${start}` });
  return found;
}

interface Stretch {
  readonly from: number;
  readonly limit: number;
  readonly progress: (read: number, more: number) => void;
}

async function readFacts(
  link: ClientInternals,
  rule: RuleDraft,
  stream: string,
  { from, limit, progress }: Stretch,
): Promise<StreamFacts> {
  const { catalog } = link;
  const patterns = patternsOf(rule);
  const info = await getStreamInfo(link.ask, stream).catch((error: unknown) => {
    if (error instanceof MessagingError && error.apiCode === apiCodes.streamNotFound) return null;
    throw error;
  });
  const nothing = { facts: [], messages: 0, cutAt: null };
  if (!info || info.state.messages === 0) return nothing;
  const filters = catalog.streamSubjects(stream).flatMap((subject) => {
    const [only, ...more] = patterns.filter((pattern) => patternsOverlap(pattern, subject));
    if (only === undefined) return [];
    // No message may match two filters.
    return [more.length > 0 ? subject : narrow(only, subject)];
  });
  const facts: Fact[] = [];
  const enough = new AbortController();
  let messages = 0;
  let reported = 0;
  let cutAt: number | null = null;
  try {
    await readMerged(link, {
      stream,
      filters,
      start: { kind: 'time', time: from },
      upTo: info.state.last_seq,
      signal: enough.signal,
      onOpen: (pending) => progress(0, Math.min(limit, pending)),
      onMessage: ({ subject, body, headers }, { streamSeq: seq, storedAt: at }) => {
        if (cutAt !== null) return;
        if (messages >= limit) {
          cutAt = at;
          enough.abort();
          return;
        }
        messages += 1;
        if (messages - reported >= 2_000) {
          progress(messages - reported, 0);
          reported = messages;
        }
        if (!concerns(rule, subject)) return;
        const decoded = decodeStored(catalog, { stream, seq, at, subject, body, headers });
        const fact = decoded && factOf(rule, decoded);
        if (fact) facts.push(fact);
      },
    });
  } catch (error) {
    if (cutAt === null) throw error;
  }
  progress(messages - reported, 0);
  return { facts, messages, cutAt };
}
