import type { Crumb } from '../shell/Crumbs.tsx';

/** A project by its name, as a page leads to it; the id is its tooltip. */
export function projectCrumb(projectId: string, name: string): Crumb {
  return {
    text: name,
    to: `/projects/${encodeURIComponent(projectId)}`,
    title: name === projectId ? name : `${name} (${projectId})`,
  };
}
