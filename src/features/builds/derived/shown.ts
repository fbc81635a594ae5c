import type { State } from '../../../components/steps/state.ts';
import type { BuildGit } from '../../../catalogs/slate/index.ts';
import type { Liveness } from '../../../lib/messaging/index.ts';
import type { Build } from '../model/model.ts';

const SHORT_HASH_CHARS = 7;
const SHORT_ID_CHARS = 8;

/** "#12", or the end of its id where its publisher does not count. */
export function buildLabel({ number, key }: Pick<Build, 'number' | 'key'>): string {
  return number === null ? shortId(key) : `#${number}`;
}

/** For a build of which nothing else is known. */
export function shortId(buildId: string): string {
  return buildId.slice(-SHORT_ID_CHARS);
}

export function shownState({ status, cancelling }: Build, liveness: Liveness): State {
  if (liveness !== 'fresh') return liveness;
  return status === 'running' && cancelling ? 'cancelling' : status;
}

/** "1a2b3c4+" with uncommitted changes; null if unknown. */
export function shortCommit({ commit, dirty }: BuildGit): string | null {
  if (commit === undefined) return dirty === true ? 'uncommitted' : null;
  return `${commit.slice(0, SHORT_HASH_CHARS)}${dirty === true ? '+' : ''}`;
}

/** "main · 1a2b3c4 · Tokens expire"; '' if unknown. */
export function describeGit(git: BuildGit | null): string {
  if (git === null) return '';
  const parts = [git.branch, shortCommit(git), git.subject];
  return parts.filter((part) => part != null && part !== '').join(' · ');
}
