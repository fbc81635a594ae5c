import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectTemplate } from '../../../src/catalogs/slate/index.ts';
import { assertToken, isToken } from '../../../src/lib/messaging/index.ts';
import { copyTemplate } from './templates.ts';

const DELETED = '.deleted';
/** Half-made workspaces; no project's id begins with a dot. */
const DRAFT = '.new-';

export interface Workspace {
  readonly projectId: string;
  /** Absolute. */
  readonly dir: string;
}

/** The directories of projects that Slate made: `<dataDir>/projects/<projectId>`. */
export interface Workspaces {
  /** Those that are there when the agent starts. */
  readonly found: readonly Workspace[];
  /** Whether there is anything of that name. */
  has(projectId: string): boolean;
  /**
   * Makes one from a template, all of it or nothing.
   * @throws Error of the file system
   */
  create(projectId: string, template: ProjectTemplate, name: string): Promise<Workspace>;
  /** Takes back what was just made. */
  discard(projectId: string): Promise<void>;
  /**
   * Moves one to `<dataDir>/projects/.deleted/<projectId>-<time>`, where it stays.
   * @throws Error of the file system
   */
  moveAway(projectId: string, now: number): Promise<void>;
}

export function openWorkspaces(dataDir: string): Workspaces {
  const root = join(dataDir, 'projects');
  const dirOf = (projectId: string) => join(root, assertToken(projectId, 'projectId'));
  mkdirSync(root, { recursive: true });
  const entries = readdirSync(root, { withFileTypes: true });
  for (const { name } of entries) {
    // Left by an agent that was killed in the middle.
    if (name.startsWith(DRAFT)) rmSync(join(root, name), { recursive: true, force: true });
  }
  return {
    found: entries
      .filter((entry) => entry.isDirectory() && isToken(entry.name))
      .map(({ name }) => ({ projectId: name, dir: dirOf(name) })),
    has: (projectId) => existsSync(dirOf(projectId)),
    async create(projectId, template, name) {
      const dir = dirOf(projectId);
      const draft = await mkdtemp(join(root, DRAFT));
      try {
        const files = join(draft, projectId);
        await copyTemplate(template, files, name);
        await rename(files, dir);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return { projectId, dir };
    },
    discard: (projectId) => rm(dirOf(projectId), { recursive: true, force: true }),
    async moveAway(projectId, now) {
      const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const away = join(root, DELETED);
      await mkdir(away, { recursive: true });
      const name = `${projectId}-${time}`;
      let target = join(away, name);
      for (let number = 2; existsSync(target); number++) target = join(away, `${name}-${number}`);
      await rename(dirOf(projectId), target);
    },
  };
}
