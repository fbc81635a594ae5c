import type { SlateEventName, SlateFields } from '../../src/catalogs/slate/index.ts';
import type { Outlet } from './outlet.ts';

const results = ['completed', 'failed', 'cancelled'] as const;
export type BuildResult = (typeof results)[number];

/** What an agent runs and has run, by what it says of it. */
export interface Tally {
  /** To be published through, so that it is counted. */
  readonly outlet: Outlet;
  readonly buildsRunning: number;
  readonly buildsEnded: Readonly<Record<BuildResult, number>>;
  readonly sessionsRunning: number;
}

/** Counts builds and sessions by the events that pass through an outlet. */
export function createTally(outlet: Outlet): Tally {
  const builds = new Set<string>();
  const sessions = new Set<string>();
  const buildsEnded = { completed: 0, failed: 0, cancelled: 0 };
  const note = (name: SlateEventName, { data, sessionId }: Counted) => {
    const buildId = data?.buildId;
    if (typeof sessionId === 'string') {
      if (name === 'runtime.started') sessions.add(sessionId);
      if (name === 'runtime.stopped') sessions.delete(sessionId);
    }
    if (typeof buildId !== 'string') return;
    if (name === 'build.started') builds.add(buildId);
    const result = results.find((kind) => name === `build.${kind}`);
    if (!result) return;
    builds.delete(buildId);
    buildsEnded[result] += 1;
  };
  return {
    outlet: {
      ...outlet,
      store<Name extends SlateEventName>(name: Name, fields: SlateFields<Name>) {
        note(name, fields);
        return outlet.store(name, fields);
      },
    },
    get buildsRunning() {
      return builds.size;
    },
    buildsEnded,
    get sessionsRunning() {
      return sessions.size;
    },
  };
}

/** The fields of any event that tell whose it is. */
interface Counted {
  readonly sessionId?: unknown;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}
