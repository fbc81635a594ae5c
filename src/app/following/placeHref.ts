import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { lineHash } from '../url/fileLine.ts';

/** Pages of a project beside its builds and processes. */
export interface KnownPages {
  readonly files: boolean;
  readonly assets: boolean;
}

const DIRECTIONS = new Set(['', '.', '..']);

/**
 * The address of where a person is, made of nothing but our own routes and checked ids: a location
 * comes from another page, which may send anything.
 * @returns null if there is no page for it here
 */
export function placeHref(
  projectId: string,
  location: PresenceLocation,
  pages: KnownPages,
): string | null {
  if (!isToken(projectId)) return null;
  const { page, buildId, sessionId, sequence, row, path, line: fileLine } = location;
  const project = `/projects/${projectId}`;
  const part = row === undefined ? '' : `.${row}`;
  const line = sequence === undefined || sequence < 1 ? '' : `?line=${sequence}${part}`;
  switch (page) {
    case 'project':
      return project;
    case 'activity':
      return `${project}/activity`;
    case 'build':
    case 'log':
      if (buildId === undefined) return `${project}/builds`;
      return isToken(buildId) ? `${project}/builds/${buildId}${line}` : null;
    case 'runtime':
      return isToken(sessionId) ? `/runtimes/${sessionId}${line}` : null;
    case 'files': {
      if (!pages.files) return null;
      if (path === undefined || path === '') return `${project}/files`;
      const names = path.split('/');
      const leadsOut = names.some((name) => DIRECTIONS.has(name) || /[\\\p{C}]/u.test(name));
      const hash = fileLine === undefined || fileLine < 1 ? '' : `#${lineHash(fileLine)}`;
      return leadsOut ? null : `${project}/files/${names.map(encodeURIComponent).join('/')}${hash}`;
    }
    case 'assets':
      return pages.assets ? `${project}/assets` : null;
    default:
      return null;
  }
}
