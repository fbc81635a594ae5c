import { useAtNow } from '../../components/useNow.ts';
import { useConnection } from '../../hooks/index.ts';
import type { Liveness } from '../../lib/messaging/index.ts';
import { type Build, livenessOf } from './model.ts';

/** Whether a build that claims to run can be believed, as time goes on. */
export function useLiveness(build: Build | null): Liveness {
  const connection = useConnection();
  return useAtNow((now) => (build ? livenessOf(build, connection, now) : 'fresh'));
}
