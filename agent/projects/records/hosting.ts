import { CommandRefusal, type Unsubscribe } from '../../../src/lib/messaging/index.ts';
import type { HostedProject } from '../projects.ts';

/** The projects that this agent hosts now, and who is at work on them. */
export interface Hosting {
  list(): readonly HostedProject[];
  get(projectId: string): HostedProject | undefined;
  add(project: HostedProject): void;
  remove(projectId: string): void;
  /**
   * Begins something for every project: what is hosted already and what comes later. `begin` returns
   * what ends it for one project. Returns what ends it for all.
   */
  onProject(begin: (project: HostedProject) => Unsubscribe): Unsubscribe;
  /**
   * Runs what starts something in a project.
   * @throws CommandRefusal 'conflict' while the project is being deleted
   */
  use<T>(projectId: string, start: () => Promise<T>): Promise<T>;
  /**
   * Runs what nothing may be started during.
   * @throws CommandRefusal 'conflict' while something is being started, or another runs alone
   */
  alone<T>(projectId: string, run: () => Promise<T>): Promise<T>;
}

export function createHosting(projects: readonly HostedProject[]): Hosting {
  const hosted = new Map(projects.map((project) => [project.projectId, project]));
  /** By listener and project, what ends it. */
  const begun = new Map<(project: HostedProject) => Unsubscribe, Map<string, Unsubscribe>>();
  const starting = new Map<string, number>();
  const locked = new Set<string>();

  const list = () => [...hosted.values()];
  return {
    list,
    get: (projectId) => hosted.get(projectId),
    add(project) {
      hosted.set(project.projectId, project);
      for (const [begin, ends] of begun) ends.set(project.projectId, begin(project));
    },
    remove(projectId) {
      if (!hosted.delete(projectId)) return;
      for (const ends of begun.values()) {
        ends.get(projectId)?.();
        ends.delete(projectId);
      }
    },
    onProject(begin) {
      const ends = new Map(list().map((project) => [project.projectId, begin(project)]));
      begun.set(begin, ends);
      return () => {
        begun.delete(begin);
        for (const end of ends.values()) end();
      };
    },
    async use(projectId, start) {
      if (locked.has(projectId)) {
        throw new CommandRefusal('conflict', 'This project is being deleted.');
      }
      starting.set(projectId, (starting.get(projectId) ?? 0) + 1);
      try {
        return await start();
      } finally {
        starting.set(projectId, (starting.get(projectId) ?? 1) - 1);
      }
    },
    async alone(projectId, run) {
      if (locked.has(projectId) || (starting.get(projectId) ?? 0) > 0) {
        throw new CommandRefusal(
          'conflict',
          'Somebody is just at work on this project: try again in a moment.',
        );
      }
      locked.add(projectId);
      try {
        return await run();
      } finally {
        locked.delete(projectId);
      }
    },
  };
}
