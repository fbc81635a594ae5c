import type { ConnectionState } from '../../lib/messaging/index.ts';
import { useReplay } from '../replay/replayContext.ts';
import { useConnection } from '../useConnection.ts';

/** A recording has no outages of ours. */
const recorded: ConnectionState = {
  ...{ status: 'live', since: 0, silentSince: null, rttMs: null, jetstream: 'on' },
  ...{ serverName: '', serverVersion: '' },
};

/** The connection over which the views came: silence is judged by it. */
export function useViewConnection(): ConnectionState {
  const connection = useConnection();
  return useReplay() === null ? connection : recorded;
}
