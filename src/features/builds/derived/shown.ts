import type { State } from '../../../components/steps/state.ts';
import { type BuildGit, visibleName } from '../../../catalogs/slate/index.ts';
import type { Liveness } from '../../../lib/messaging/index.ts';
import type { Build } from '../model/model.ts';

const SHORT_HASH_CHARS = 7;
const SHORT_ID_CHARS = 8;
const MAX_PATH_CHARS = 80;

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

/**
 * Who or what started a build: "Ada", "Changed src/a.ts", "Ada changed src/a.ts and 2 more". Null if
 * unknown.
 */
export function describeStarter({ startedBy, trigger }: Started): string | null {
  if (trigger?.kind !== 'change') return startedBy;
  const { files = [], filesOmitted = 0 } = trigger;
  const [first = 'files'] = files.map((file) => visibleName(file, MAX_PATH_CHARS) ?? 'a file');
  const more = files.length + filesOmitted - 1;
  const what = more > 0 ? `${first} and ${more} more` : first;
  return startedBy === null ? `Changed ${what}` : `${startedBy} changed ${what}`;
}

/** The same after what was done: "by Ada", "Changed src/a.ts". */
export function describeStart(build: Started): string | null {
  const starter = describeStarter(build);
  return starter !== null && starter === build.startedBy ? `by ${starter}` : starter;
}

type Started = Pick<Build, 'startedBy' | 'trigger'>;
