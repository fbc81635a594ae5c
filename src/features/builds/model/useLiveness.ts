import { useMemo } from 'react';
import { useAtNow } from '../../../components/time/useNow.ts';
import { useViewConnection } from '../../../hooks/index.ts';
import type { Liveness } from '../../../lib/messaging/index.ts';
import { type Build, livenessOf } from './model.ts';

/** Whether a build that claims to run can be believed. */
export function useLiveness(build: Build | null): Liveness {
  const connection = useViewConnection();
  return useAtNow((now) => (build ? livenessOf(build, connection, now) : 'fresh'));
}

export function useLivenessOf(builds: readonly Build[]): (build: Build) => Liveness {
  const connection = useViewConnection();
  const running = builds.filter(({ status }) => status === 'running');
  const seen = useAtNow((now) =>
    running
      .map((build) => `${build.projectId} ${build.key} ${livenessOf(build, connection, now)}`)
      .filter((line) => !line.endsWith('fresh'))
      .join('\n'),
  );
  return useMemo(() => {
    const silent = new Set(seen.split('\n'));
    return ({ projectId, key }) =>
      (['stalled', 'lost'] as const).find((one) => silent.has(`${projectId} ${key} ${one}`)) ??
      'fresh';
  }, [seen]);
}
