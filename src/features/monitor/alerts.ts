/** What is watched. */
export const alertKinds = ['latency', 'invalid', 'outbox', 'lag', 'agent'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Above these there is an alert; null switches it off. For `agent`, 1 is on. */
export type Limits = Readonly<Record<AlertKind, number | null>>;

export const defaultLimits: Limits = {
  /** p99 from publishing to delivery, milliseconds. */
  latency: 2_000,
  /** Invalid events in a minute. */
  invalid: 10,
  /** Events that no stream has acknowledged. */
  outbox: 100,
  /** Messages that a durable consumer is behind. */
  lag: 5_000,
  agent: 1,
};

/** Null is not known now: it neither raises nor ends an alert. */
export type Readings = Readonly<Record<AlertKind, number | null>>;

/** For so long a limit has to be exceeded. */
const RAISE_MS = 15_000;
/** For so long it has to be well below it again. */
const CLEAR_MS = 30_000;
const WELL_BELOW = 0.8;

export type AlertState =
  | { readonly phase: 'calm' }
  | { readonly phase: 'rising'; readonly since: number }
  | { readonly phase: 'raised'; readonly at: number; readonly value: number }
  | {
      readonly phase: 'falling';
      readonly at: number;
      readonly value: number;
      readonly since: number;
    };
export type Alerts = Readonly<Record<AlertKind, AlertState>>;

const calm: AlertState = { phase: 'calm' };
export const noAlerts: Alerts = {
  latency: calm,
  invalid: calm,
  outbox: calm,
  lag: calm,
  agent: calm,
};

/** The alerts after one more look; the same object if none has changed. */
export function nextAlerts(
  before: Alerts,
  readings: Readings,
  limits: Limits,
  now: number,
): Alerts {
  const states = alertKinds.map((kind) => {
    const limit = limits[kind];
    if (limit === null) return calm;
    const reading = readings[kind];
    // No agent at all is beyond a limit of one that has to be there.
    const value = kind === 'agent' && reading !== null ? (reading < 1 ? 2 : 0) : reading;
    return value === null ? before[kind] : nextState(before[kind], value, limit, now);
  });
  if (states.every((state, index) => state === before[alertKinds[index] ?? 'agent'])) return before;
  return Object.fromEntries(alertKinds.map((kind, index) => [kind, states[index]])) as Alerts;
}

function nextState(state: AlertState, value: number, limit: number, now: number): AlertState {
  const isOver = value > limit;
  const isWellBelow = value <= limit * WELL_BELOW;
  switch (state.phase) {
    case 'calm':
      return isOver ? { phase: 'rising', since: now } : state;
    case 'rising':
      if (!isOver) return calm;
      return now - state.since >= RAISE_MS ? { phase: 'raised', at: now, value } : state;
    case 'raised':
      if (isWellBelow) return { phase: 'falling', at: state.at, value, since: now };
      return value === state.value ? state : { ...state, value };
    case 'falling':
      if (!isWellBelow) return { phase: 'raised', at: state.at, value };
      return now - state.since >= CLEAR_MS ? calm : state;
  }
}

export interface Alert {
  readonly kind: AlertKind;
  /** When it was raised, by this browser's clock. */
  readonly at: number;
  readonly value: number;
}

export function raised(alerts: Alerts): readonly Alert[] {
  return alertKinds.flatMap((kind) => {
    const state = alerts[kind];
    return state.phase === 'raised' || state.phase === 'falling'
      ? [{ kind, at: state.at, value: state.value }]
      : [];
  });
}
