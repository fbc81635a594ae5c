import { v7 as uuidv7 } from 'uuid';
import { CommandRefusal } from '../src/lib/messaging/index.ts';
import { Build, type BuildTools } from './build.ts';
import type { HostedProject } from './projects.ts';

/** The builds of an agent: at most one at a time per project. */
export interface Builds {
  /**
   * Starts a build and returns its id at once.
   * @throws CommandRefusal 'conflict' if one is running, 'invalid' if there is nothing to build
   */
  start(project: HostedProject, startedBy: string | undefined): Promise<string>;
  /**
   * Ends the running build and returns its id.
   * @param buildId only this build, if given
   * @throws CommandRefusal 'not-found' if it does not run
   */
  cancel(projectId: string, buildId: string | undefined, by: string | undefined): string;
  /** The id of the running build, or null. */
  current(projectId: string): string | null;
  /** Ends all builds as failed. Resolves when their ends are stored. */
  close(graceMs: number): Promise<void>;
}

export function createBuilds(tools: BuildTools): Builds {
  /** Null while a project's files are being read: the place is taken already. */
  const active = new Map<string, Build | null>();
  const runs = new Set<Promise<void>>();
  let closed = false;

  return {
    async start(project, startedBy) {
      const { projectId } = project;
      if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
      if (active.has(projectId)) {
        throw new CommandRefusal('conflict', 'A build is already running.');
      }
      active.set(projectId, null);
      const build = await prepare(project, startedBy).catch((error: unknown) => {
        active.delete(projectId);
        throw error;
      });
      active.set(projectId, build);
      const run = build.run().finally(() => {
        active.delete(projectId);
        runs.delete(run);
      });
      runs.add(run);
      return build.order.buildId;
    },
    cancel(projectId, buildId, by) {
      const build = active.get(projectId);
      if (!build) throw new CommandRefusal('not-found', 'No build is running.');
      const current = build.order.buildId;
      if (buildId !== undefined && buildId !== current) {
        throw new CommandRefusal('not-found', 'That build is no longer running.');
      }
      build.stop({ kind: 'cancelled', by });
      return current;
    },
    current: (projectId) => active.get(projectId)?.order.buildId ?? null,
    async close(graceMs) {
      closed = true;
      for (const build of active.values()) build?.stop({ kind: 'agent-stopped' }, graceMs);
      await Promise.all(runs);
    },
  };

  async function prepare(project: HostedProject, startedBy: string | undefined): Promise<Build> {
    const { build: steps, problem } = await project.readConfig();
    if (problem !== null) throw new CommandRefusal('invalid', problem);
    if (steps === null) {
      throw new CommandRefusal(
        'invalid',
        'This project has nothing to build: add build steps to its slate.json.',
      );
    }
    if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
    const { projectId } = project;
    return new Build({ projectId, buildId: uuidv7(), steps, startedBy }, tools);
  }
}
