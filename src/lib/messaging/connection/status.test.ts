import { describe, expect, it } from 'vitest';
import {
  type ConnectionEvent,
  type ConnectionEventType,
  type ConnectionState,
  type ConnectionStatus,
  initialConnection,
  nextConnection,
} from './status.ts';

const now = 2_000;
const waiting = {
  since: 1_000,
  silentSince: 900,
  attempt: 3,
  nextRetryAt: 1_500,
  lastError: 'down',
};

const states: { [Status in ConnectionStatus]: Extract<ConnectionState, { status: Status }> } = {
  connecting: { status: 'connecting', ...waiting },
  live: {
    status: 'live',
    since: 1_000,
    silentSince: null,
    rttMs: null,
    jetstream: 'on',
    serverName: 's',
    serverVersion: '2',
  },
  reconnecting: { status: 'reconnecting', ...waiting },
  offline: { status: 'offline', ...waiting, wasLive: true },
  'signed-out': { status: 'signed-out', ...waiting, reason: 'no' },
  closed: { status: 'closed', since: 1_000 },
};

const events: { [Type in ConnectionEventType]: Extract<ConnectionEvent, { type: Type }> } = {
  'dial-started': { type: 'dial-started' },
  'dial-succeeded': {
    type: 'dial-succeeded',
    jetstream: 'off',
    serverName: 't',
    serverVersion: '3',
  },
  'dial-failed': { type: 'dial-failed', error: 'refused', nextRetryAt: 9_000 },
  'auth-refused': { type: 'auth-refused', error: 'who?', nextRetryAt: 9_000 },
  lost: { type: 'lost', error: 'cut', nextRetryAt: 9_000, lastInboundAt: 1_900 },
  'rtt-measured': { type: 'rtt-measured', rttMs: 7 },
  'network-down': { type: 'network-down' },
  'network-up': { type: 'network-up' },
  closed: { type: 'closed' },
};

/** Where every event leads from every state; '=' is no change at all. A missing cell does not compile. */
const table: Record<ConnectionStatus, Record<ConnectionEventType, ConnectionStatus | '='>> = {
  connecting: {
    'dial-started': 'connecting',
    'dial-succeeded': 'live',
    'dial-failed': 'connecting',
    'auth-refused': 'signed-out',
    lost: '=',
    'rtt-measured': '=',
    'network-down': 'offline',
    'network-up': '=',
    closed: 'closed',
  },
  live: {
    'dial-started': '=',
    'dial-succeeded': 'live',
    'dial-failed': '=',
    'auth-refused': '=',
    lost: 'reconnecting',
    'rtt-measured': 'live',
    'network-down': '=',
    'network-up': '=',
    closed: 'closed',
  },
  reconnecting: {
    'dial-started': 'reconnecting',
    'dial-succeeded': 'live',
    'dial-failed': 'reconnecting',
    'auth-refused': 'signed-out',
    lost: '=',
    'rtt-measured': '=',
    'network-down': 'offline',
    'network-up': '=',
    closed: 'closed',
  },
  offline: {
    'dial-started': 'offline',
    'dial-succeeded': 'live',
    'dial-failed': 'offline',
    'auth-refused': 'signed-out',
    lost: '=',
    'rtt-measured': '=',
    'network-down': '=',
    'network-up': 'reconnecting',
    closed: 'closed',
  },
  'signed-out': {
    'dial-started': 'signed-out',
    'dial-succeeded': 'live',
    'dial-failed': 'signed-out',
    'auth-refused': 'signed-out',
    lost: '=',
    'rtt-measured': '=',
    'network-down': '=',
    'network-up': '=',
    closed: 'closed',
  },
  closed: {
    'dial-started': '=',
    'dial-succeeded': '=',
    'dial-failed': '=',
    'auth-refused': '=',
    lost: '=',
    'rtt-measured': '=',
    'network-down': '=',
    'network-up': '=',
    closed: '=',
  },
};

const cells = Object.entries(table).flatMap(([status, row]) =>
  Object.entries(row).map(
    ([type, expected]) =>
      [status as ConnectionStatus, type as ConnectionEventType, expected] as const,
  ),
);

describe('nextConnection', () => {
  it.each(cells)('%s + %s → %s', (status, type, expected) => {
    const state = states[status];
    const before = structuredClone(state);
    const next = nextConnection(state, events[type], now);
    expect(state).toEqual(before);
    if (expected === '=') expect(next).toBe(state);
    else {
      expect(next).not.toBe(state);
      expect(next.status).toBe(expected);
    }
  });

  it('counts attempts and shows no retry time while one is under way', () => {
    const next = nextConnection(initialConnection(now), events['dial-started'], now);
    expect(next).toMatchObject({ attempt: 1, nextRetryAt: null, since: now });
    expect(nextConnection(next, events['dial-failed'], now)).toMatchObject({
      nextRetryAt: 9_000,
      lastError: 'refused',
      attempt: 1,
    });
  });

  it('counts from zero after a loss', () => {
    expect(nextConnection(states.live, events.lost, now)).toEqual({
      status: 'reconnecting',
      since: now,
      silentSince: 1_900,
      attempt: 0,
      nextRetryAt: 9_000,
      lastError: 'cut',
    });
  });

  it('knows from when until when nothing could come in', () => {
    const silence = (state: ConnectionState) =>
      nextConnection(state, events['dial-succeeded'], now);
    expect(silence(initialConnection(1))).toMatchObject({ since: now, silentSince: null });
    expect(silence(states.live)).toMatchObject({ since: now, silentSince: now });
    const lost = nextConnection(states.live, events.lost, now);
    for (const type of ['network-down', 'auth-refused', 'dial-failed'] as const) {
      const still = nextConnection(lost, events[type], now + 1);
      expect(silence(still)).toMatchObject({ since: now, silentSince: 1_900 });
    }
  });

  it('goes back to connecting, not reconnecting, if it never was live', () => {
    const offline = nextConnection(states.connecting, events['network-down'], now);
    expect(nextConnection(offline, events['network-up'], now).status).toBe('connecting');
  });

  it('keeps since when sign-in is refused again', () => {
    expect(nextConnection(states['signed-out'], events['auth-refused'], now)).toMatchObject({
      since: 1_000,
      reason: 'who?',
    });
  });
});
