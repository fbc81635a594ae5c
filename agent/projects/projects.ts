import { basename } from 'node:path';
import { type ProjectConfig, readProjectConfig } from './projectFile.ts';

/** A directory that this agent builds and runs. */
export interface HostedProject {
  readonly projectId: string;
  /** Absolute. */
  readonly dir: string;
  /** A directory that was given, or a workspace that Slate made and may move away. */
  readonly origin: 'directory' | 'template';
  /** Reads the project's files again, so that edits count at once. */
  readConfig(): Promise<ProjectConfig>;
}

const MAX_ID_CHARS = 64;

/** A project of that id, whose files are in `dir` (absolute). */
export function hostProject(
  projectId: string,
  dir: string,
  origin: HostedProject['origin'],
): HostedProject {
  const readConfig = () => readProjectConfig(dir, basename(dir) || projectId);
  return { projectId, dir, origin, readConfig };
}

/**
 * Gives every directory an id: its name, with "-" for what no id may hold. Of two directories with
 * one name, the later gets a number: web, web-2.
 * @param others ids that are in use already
 */
export function hostProjects(
  dirs: readonly string[],
  others: readonly string[] = [],
): readonly HostedProject[] {
  const taken = new Set(others);
  return [...new Set(dirs)].map((dir) => {
    const projectId = freeId(idOf(dir), taken);
    taken.add(projectId);
    return hostProject(projectId, dir, 'directory');
  });
}

function idOf(dir: string): string {
  const id = basename(dir)
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX_ID_CHARS);
  return id === '' ? 'project' : id;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) {
    const suffix = `-${number}`;
    id = wanted.slice(0, MAX_ID_CHARS - suffix.length) + suffix;
  }
  return id;
}
