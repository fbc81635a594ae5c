import { assertNever } from '../../assertNever.ts';

/**
 * The connection as people see it.
 *
 *              dial-succeeded                     lost
 *  connecting ----------------> live ------------------------> reconnecting
 *   |  ^  |  ^                    ^                              |   |  ^
 *   |  |  |  |                    '----------- dial-succeeded ---'   |  |
 *   |  |  |  '--- network-up --.                                     |  |
 *   |  |  '----- network-down --> offline <------- network-down -----'  |
 *   |  |                            '------------ network-up -----------'
 *   '- auth-refused -> signed-out -- retry, dial-succeeded --> live
 *
 *  `dial-succeeded` while live is a move to another server. `closed` ends all of them.
 */
export type ConnectionState =
  | (Waiting & { readonly status: 'connecting' })
  | {
      readonly status: 'live';
      readonly since: number;
      /** From when until `since` nothing could come in; null for the first connection. */
      readonly silentSince: number | null;
      readonly rttMs: number | null;
      readonly jetstream: 'on' | 'off';
      readonly serverName: string;
      readonly serverVersion: string;
    }
  | (Waiting & { readonly status: 'reconnecting' })
  | (Waiting & { readonly status: 'offline'; readonly wasLive: boolean })
  | (Waiting & { readonly status: 'signed-out'; readonly reason: string })
  | { readonly status: 'closed'; readonly since: number };

interface Waiting {
  /** When the connection was lost or the first attempt began. */
  readonly since: number;
  /** When the lost connection last received something; null if it never did. */
  readonly silentSince: number | null;
  readonly attempt: number;
  readonly nextRetryAt: number | null;
  readonly lastError: string | null;
}

export type ConnectionStatus = ConnectionState['status'];

export type ConnectionEvent =
  | { readonly type: 'dial-started' }
  | {
      readonly type: 'dial-succeeded';
      readonly jetstream: 'on' | 'off';
      readonly serverName: string;
      readonly serverVersion: string;
    }
  | { readonly type: 'dial-failed'; readonly error: string; readonly nextRetryAt: number }
  | { readonly type: 'auth-refused'; readonly error: string; readonly nextRetryAt: number }
  | {
      readonly type: 'lost';
      readonly error: string;
      readonly nextRetryAt: number;
      readonly lastInboundAt: number;
    }
  | { readonly type: 'rtt-measured'; readonly rttMs: number }
  | { readonly type: 'network-down' }
  | { readonly type: 'network-up' }
  | { readonly type: 'closed' };

export type ConnectionEventType = ConnectionEvent['type'];

export function initialConnection(now: number): ConnectionState {
  return {
    status: 'connecting',
    since: now,
    silentSince: null,
    attempt: 0,
    nextRetryAt: now,
    lastError: null,
  };
}

/** Pure; returns the same object when nothing changes. */
export function nextConnection(
  state: ConnectionState,
  event: ConnectionEvent,
  now: number,
): ConnectionState {
  if (state.status === 'closed') return state;
  switch (event.type) {
    case 'closed':
      return { status: 'closed', since: now };
    case 'dial-succeeded':
      return {
        status: 'live',
        since: now,
        // A move to another server leaves no gap.
        silentSince: state.status === 'live' ? now : state.silentSince,
        rttMs: null,
        jetstream: event.jetstream,
        serverName: event.serverName,
        serverVersion: event.serverVersion,
      };
    case 'dial-started':
      if (state.status === 'live') return state;
      return { ...state, attempt: state.attempt + 1, nextRetryAt: null };
    case 'dial-failed':
      if (state.status === 'live') return state;
      // A refusal stays until an attempt succeeds: a network error does not sign in.
      return { ...state, nextRetryAt: event.nextRetryAt, lastError: event.error };
    case 'auth-refused':
      if (state.status === 'live') return state;
      return {
        status: 'signed-out',
        since: state.status === 'signed-out' ? state.since : now,
        silentSince: state.silentSince,
        attempt: state.attempt,
        nextRetryAt: event.nextRetryAt,
        lastError: event.error,
        reason: event.error,
      };
    case 'lost':
      if (state.status !== 'live') return state;
      return {
        status: 'reconnecting',
        since: now,
        silentSince: event.lastInboundAt,
        attempt: 0,
        nextRetryAt: event.nextRetryAt,
        lastError: event.error,
      };
    case 'rtt-measured':
      return state.status === 'live' ? { ...state, rttMs: event.rttMs } : state;
    case 'network-down':
      switch (state.status) {
        // The link may be up all the same (a server on this machine): a probe decides.
        case 'live':
        case 'offline':
        case 'signed-out':
          return state;
        case 'connecting':
        case 'reconnecting':
          return { ...state, status: 'offline', wasLive: state.status === 'reconnecting' };
        default:
          return assertNever(state);
      }
    case 'network-up':
      if (state.status !== 'offline') return state;
      return {
        status: state.wasLive ? 'reconnecting' : 'connecting',
        since: state.since,
        silentSince: state.silentSince,
        attempt: state.attempt,
        nextRetryAt: state.nextRetryAt,
        lastError: state.lastError,
      };
    default:
      return assertNever(event);
  }
}
