import type { KnownPages } from './placeHref.ts';

/** Which pages of a project there are, by the router's own routes. */
export function knownPages({ routesByPath }: { readonly routesByPath: object }): KnownPages {
  const paths = Object.keys(routesByPath);
  return {
    files: paths.some((path) => path.startsWith('/projects/$projectId/files')),
    assets: paths.some((path) => path.startsWith('/projects/$projectId/assets')),
  };
}
