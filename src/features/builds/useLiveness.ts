import { useConnection } from '../../hooks/index.ts';
import { type Build, type Liveness, livenessOf } from './model.ts';

/**
 * Whether a build that claims to run can be believed. While this page has no connection, silence
 * says nothing about the build.
 * @param now the reader's clock, milliseconds since the epoch
 */
export function useLiveness(build: Build | null, now: number): Liveness {
  const connection = useConnection();
  if (!build || connection.status !== 'live') return 'fresh';
  return livenessOf({ ...build, heardAt: Math.max(build.heardAt, connection.since) }, now);
}
