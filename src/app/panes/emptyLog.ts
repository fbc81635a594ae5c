import type { Build } from '../../features/builds/model/model.ts';
import type { Session } from '../../features/runtimes/model.ts';
import type { FollowStatus } from '../../hooks/index.ts';
import { assertNever } from '../../lib/assertNever.ts';

/** Shown in place of a build's lines. @param build null if none is known */
export function emptyBuildLog(build: Build | null, log: FollowStatus): string {
  const status = build?.status;
  switch (status) {
    case undefined:
    case 'running':
      return 'No output yet';
    case 'queued':
      return 'Waiting to start. Output appears here.';
    case 'cancelled':
      if (build?.begun === false) return 'This build never started';
      return printedNothing('build', log);
    case 'completed':
    case 'failed':
      return printedNothing('build', log);
    default:
      return assertNever(status);
  }
}

export function emptyProcessLog(session: Session | null, log: FollowStatus): string {
  const status = session?.status;
  switch (status) {
    case undefined:
    case 'running':
      return 'No output yet';
    case 'stopped':
    case 'failed':
      return printedNothing('process', log);
    default:
      return assertNever(status);
  }
}

/** Only a log whose history was read is known to be empty. */
const printedNothing = (what: 'build' | 'process', log: FollowStatus) =>
  log.phase === 'live' ? `This ${what} printed nothing` : `No output of this ${what} is kept here`;
