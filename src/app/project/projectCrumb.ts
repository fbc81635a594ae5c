import type { Crumb } from '../shell/Crumbs.tsx';

/** By name, with the id as tooltip. */
export function projectCrumb(projectId: string, name: string): Crumb {
  return {
    text: name,
    to: `/projects/${encodeURIComponent(projectId)}`,
    title: name === projectId ? name : `${name} (${projectId})`,
  };
}
