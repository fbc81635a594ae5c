import * as z from 'zod/mini';
import { assertNever } from '../../src/lib/assertNever.ts';
import { type RuleTrigger, ruleLimits } from '../../src/catalogs/slate/index.ts';

const MINUTE_MS = 60_000;

/** What a rule reads of one stored event. Times are those at which the server stored it. */
export interface Fact {
  readonly at: number;
  readonly stream: string;
  readonly seq: number;
  readonly subject: string;
  readonly eventId?: string | undefined;
  /** A follower ends the wait of its key. */
  readonly role: 'event' | 'follower';
  /** Of rules that have one. */
  readonly key?: string | undefined;
}

const place = {
  stream: z.string(),
  seq: z.number(),
  subject: z.string(),
  eventId: z.optional(z.string()),
};

const foundSchema = z.object({
  /** The same for the same events, so that a repeated evaluation makes the same match. */
  trigger: z.string(),
  at: z.number(),
  /** Events of a count. */
  events: z.optional(z.number()),
  key: z.optional(z.string()),
  place: z.nullable(z.object(place)),
});
/** A rule was met. */
type Found = z.infer<typeof foundSchema>;

/** One match to publish, which may stand for several. */
export interface Match extends Found {
  readonly count: number;
}

const triggerState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('each') }),
  z.object({ kind: z.literal('count'), times: z.array(z.number()) }),
  z.object({
    kind: z.literal('silence'),
    since: z.number(),
    last: z.nullable(z.object(place)),
    isOver: z.boolean(),
  }),
  z.object({
    kind: z.literal('not-followed'),
    /** The oldest first. */
    open: z.array(z.object({ key: z.string(), at: z.number(), ...place })),
  }),
]);
type TriggerState = z.infer<typeof triggerState>;

/** All that a rule remembers; bounded, and kept between runs of the agent. */
export const ruleState = z.object({
  trigger: triggerState,
  /** Of the present minute: matches published, and those held back to become one. */
  minute: z.object({
    start: z.number(),
    published: z.number(),
    held: z.nullable(z.object({ count: z.number(), last: foundSchema })),
  }),
});
export type RuleState = z.infer<typeof ruleState>;

export interface Step {
  readonly state: RuleState;
  readonly matches: readonly Match[];
}

/** @param at when the rule was saved */
export function beginRule(trigger: RuleTrigger, at: number): RuleState {
  return {
    trigger: beginTrigger(trigger, at),
    minute: { start: Math.floor(at / MINUTE_MS) * MINUTE_MS, published: 0, held: null },
  };
}

function beginTrigger({ kind }: RuleTrigger, at: number): TriggerState {
  switch (kind) {
    case 'each':
      return { kind };
    case 'count':
      return { kind, times: [] };
    case 'silence':
      return { kind, since: at, last: null, isOver: false };
    case 'not-followed':
      return { kind, open: [] };
    default:
      return assertNever(kind);
  }
}

/** The next event; what was due before it comes first. */
export function onFact(rule: RuleTrigger, before: RuleState, fact: Fact): Step {
  const { state, matches } = passTime(rule, before, fact.at);
  const next = take(rule, state.trigger, fact);
  if (next.found === null) return { state: { ...state, trigger: next.state }, matches };
  const published = publish(state.minute, next.found);
  return {
    state: { trigger: next.state, minute: published.minute },
    matches: [...matches, ...published.matches],
  };
}

/** No event was stored before `now` that the rule has not seen: what is due by then is met. */
export function passTime(rule: RuleTrigger, before: RuleState, now: number): Step {
  const due = takeDue(rule, before.trigger, now);
  let { minute } = before;
  const matches: Match[] = [];
  for (const found of due.found) {
    const published = publish(minute, found);
    minute = published.minute;
    matches.push(...published.matches);
  }
  if (minute.held && now >= minute.start + MINUTE_MS) {
    matches.push(merged(minute.start, minute.held));
    minute = { ...minute, held: null };
  }
  const isSame = due.state === before.trigger && minute === before.minute;
  return { state: isSame ? before : { trigger: due.state, minute }, matches };
}

/** When time alone changes something; null while it can't. */
export function nextDeadline(rule: RuleTrigger, { trigger, minute }: RuleState): number | null {
  const times = minute.held ? [minute.start + MINUTE_MS] : [];
  if (rule.kind === 'silence' && trigger.kind === 'silence' && !trigger.isOver) {
    times.push(trigger.since + rule.forMs);
  }
  if (rule.kind === 'not-followed' && trigger.kind === 'not-followed') {
    const [oldest] = trigger.open;
    if (oldest) times.push(oldest.at + rule.withinMs);
  }
  return times.length === 0 ? null : Math.min(...times);
}

const placeOf = ({ stream, seq, subject, eventId }: Omit<Fact, 'at' | 'role'>) => ({
  ...{ stream, seq, subject },
  ...(eventId === undefined ? {} : { eventId }),
});

const nameOf = ({ stream, seq }: { readonly stream: string; readonly seq: number }) =>
  `${stream}:${seq}`;

interface Taken {
  readonly state: TriggerState;
  readonly found: Found | null;
}

function take(rule: RuleTrigger, state: TriggerState, fact: Fact): Taken {
  const found = (more: Partial<Found> = {}): Found => ({
    ...{ trigger: `event ${nameOf(fact)}`, at: fact.at, place: placeOf(fact) },
    ...more,
  });
  switch (rule.kind) {
    case 'each':
      return { state, found: found() };
    case 'count': {
      if (state.kind !== 'count') return { state, found: null };
      const times = [...state.times.filter((at) => at > fact.at - rule.withinMs), fact.at];
      if (times.length < rule.count) return { state: { ...state, times }, found: null };
      return { state: { ...state, times: [] }, found: found({ events: times.length }) };
    }
    case 'silence': {
      if (state.kind !== 'silence') return { state, found: null };
      // An event that was stored late must not turn the clock back.
      const since = Math.max(state.since, fact.at);
      return { state: { ...state, since, last: placeOf(fact), isOver: false }, found: null };
    }
    case 'not-followed': {
      const { key } = fact;
      if (state.kind !== 'not-followed' || key === undefined) return { state, found: null };
      const others = state.open.filter((one) => one.key !== key);
      if (fact.role === 'follower') {
        const isKnown = others.length < state.open.length;
        return { state: isKnown ? { ...state, open: others } : state, found: null };
      }
      const open = [...others, { key, at: fact.at, ...placeOf(fact) }].slice(-ruleLimits.open);
      return { state: { ...state, open }, found: null };
    }
    default:
      return assertNever(rule);
  }
}

function takeDue(
  rule: RuleTrigger,
  state: TriggerState,
  now: number,
): { readonly state: TriggerState; readonly found: readonly Found[] } {
  if (rule.kind === 'silence' && state.kind === 'silence') {
    const at = state.since + rule.forMs;
    if (state.isOver || now < at) return { state, found: [] };
    const { last } = state;
    const trigger = last ? `silence after ${nameOf(last)}` : 'silence';
    return { state: { ...state, isOver: true }, found: [{ trigger, at, place: last }] };
  }
  if (rule.kind === 'not-followed' && state.kind === 'not-followed') {
    const isDue = ({ at }: { readonly at: number }) => at + rule.withinMs <= now;
    const due = state.open.filter(isDue);
    if (due.length === 0) return { state, found: [] };
    const found = due.map(({ key, at, ...where }) => ({
      trigger: `open ${nameOf(where)}`,
      at: at + rule.withinMs,
      key,
      place: where,
    }));
    return { state: { ...state, open: state.open.filter((one) => !isDue(one)) }, found };
  }
  return { state, found: [] };
}

type Minute = RuleState['minute'];
type Held = NonNullable<Minute['held']>;

/** The first matches of a minute go out one by one; the rest are held until it is over. */
function publish(before: Minute, found: Found): { minute: Minute; matches: readonly Match[] } {
  const start = Math.max(before.start, Math.floor(found.at / MINUTE_MS) * MINUTE_MS);
  const isNew = start > before.start;
  const flushed = isNew && before.held ? [merged(before.start, before.held)] : [];
  const minute = isNew ? { start, published: 0, held: null } : before;
  if (minute.published < ruleLimits.matchesPerMinute) {
    return {
      minute: { ...minute, published: minute.published + 1 },
      matches: [...flushed, { ...found, count: 1 }],
    };
  }
  const held = { count: (minute.held?.count ?? 0) + 1, last: found };
  return { minute: { ...minute, held }, matches: flushed };
}

function merged(minuteStart: number, { count, last }: Held): Match {
  return { ...last, count, trigger: `storm ${minuteStart}` };
}
