import { Link } from '@tanstack/react-router';
import type { BuildLinkProps } from '../../features/builds/list/BuildList.tsx';

export function BuildLink({ build, children }: BuildLinkProps) {
  return (
    <Link
      to="/projects/$projectId/builds/$buildId"
      params={{ projectId: build.projectId, buildId: build.key }}
    >
      {children}
    </Link>
  );
}
