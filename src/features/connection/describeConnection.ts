import type { Tone } from '../../components/steps/state.ts';
import { assertNever } from '../../lib/assertNever.ts';
import type { ConnectionState } from '../../lib/messaging/index.ts';

export interface ConnectionWords {
  /** Starts with Connecting, Live, Reconnecting, Offline or Signed out. */
  readonly word: string;
  readonly tone: Tone;
  readonly detail: string | null;
  readonly title: string;
  readonly canRetry: boolean;
}

export function describeConnection(state: ConnectionState, now: number): ConnectionWords {
  switch (state.status) {
    case 'live': {
      const rtt = state.rttMs === null ? '' : `, ${Math.round(state.rttMs)}ms round trip`;
      const server = `${state.serverName || 'NATS'} ${state.serverVersion}`;
      return state.jetstream === 'on'
        ? { word: 'Live', tone: 'passed', detail: null, title: `${server}${rtt}`, canRetry: false }
        : {
            word: 'Live only',
            tone: 'warning',
            detail: null,
            title: `${server}${rtt}. This server keeps no history: JetStream is off.`,
            canRetry: false,
          };
    }
    case 'connecting':
      return waiting('Connecting', 'running', state, now);
    case 'reconnecting':
      return waiting('Reconnecting', 'warning', state, now);
    case 'offline':
      return waiting('Offline', 'failed', state, now);
    case 'signed-out':
      return waiting('Signed out', 'failed', state, now);
    case 'closed':
      return {
        word: 'Offline',
        tone: 'idle',
        detail: null,
        title: 'This page closed its connection. Reload it.',
        canRetry: false,
      };
    default:
      return assertNever(state);
  }
}

type Waiting = Exclude<ConnectionState, { status: 'live' | 'closed' }>;

function waiting(word: string, tone: Tone, state: Waiting, now: number): ConnectionWords {
  const { attempt, nextRetryAt, lastError } = state;
  const seconds = nextRetryAt === null ? 0 : Math.ceil((nextRetryAt - now) / 1000);
  const parts = [
    attempt > 0 ? `attempt ${attempt}` : null,
    nextRetryAt === null ? 'trying now' : seconds > 0 ? `next in ${seconds}s` : null,
  ].filter((part) => part !== null);
  return {
    word,
    tone,
    detail: parts.length > 0 ? parts.join(', ') : null,
    title: lastError ?? 'Waiting for the server.',
    canRetry: nextRetryAt !== null && seconds > 1,
  };
}
