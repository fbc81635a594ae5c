import { type Build, type BuildsState, buildsOf } from '../../features/builds/model/model.ts';
import { buildLabel, describeGit } from '../../features/builds/derived/shown.ts';
import type { Session } from '../../features/runtimes/model.ts';
import { stateLooks } from '../../components/steps/state.ts';
import type { ListedProject } from '../overview/listProjects.ts';

export type Destination =
  | { readonly kind: 'project'; readonly projectId: string }
  | { readonly kind: 'build'; readonly projectId: string; readonly buildId: string }
  | { readonly kind: 'process'; readonly sessionId: string }
  | { readonly kind: 'file'; readonly projectId: string; readonly path: string };

export interface Entry {
  readonly id: string;
  readonly text: string;
  readonly hint: string;
  readonly to: Destination;
}

export function projectEntries(projects: readonly ListedProject[]): readonly Entry[] {
  return projects.map(({ projectId, name, note }) => ({
    id: `project ${projectId}`,
    text: name,
    hint: name === projectId ? note : `${projectId} · ${note}`,
    to: { kind: 'project', projectId },
  }));
}

/**
 * Builds with an id, newest first; those of the present project before all others.
 * @param current the present project's builds
 * @param others the last builds of every project
 */
export function buildEntries(
  current: { readonly projectId: string; readonly builds: BuildsState } | null,
  others: BuildsState,
  nameOf: (projectId: string) => string,
): readonly Entry[] {
  const here = current === null ? [] : buildsOf(current.builds, current.projectId);
  const elsewhere = Object.keys(others.byProject)
    .filter((projectId) => projectId !== current?.projectId)
    .flatMap((projectId) => buildsOf(others, projectId));
  return [...here, ...elsewhere.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))]
    .filter(({ anonymous }) => !anonymous)
    .map((build) => ({
      id: `build ${build.projectId} ${build.key}`,
      text: `${nameOf(build.projectId)} ${buildLabel(build)}`,
      hint: about(build),
      to: { kind: 'build', projectId: build.projectId, buildId: build.key },
    }));
}

/** @param files the best first */
export function fileEntries(
  projectId: string,
  files: readonly { readonly fileId: string; readonly path: string }[],
): readonly Entry[] {
  return files.map(({ fileId, path }) => ({
    id: `file ${fileId}`,
    text: path.slice(path.lastIndexOf('/') + 1),
    hint: path,
    to: { kind: 'file', projectId, path },
  }));
}

export function processEntries(
  sessions: readonly Session[],
  nameOf: (projectId: string) => string,
): readonly Entry[] {
  return sessions
    .filter(({ status }) => status === 'running')
    .map(({ sessionId, projectId, command }) => ({
      id: `process ${sessionId}`,
      text: projectId === null ? sessionId : nameOf(projectId),
      hint: command ?? sessionId,
      to: { kind: 'process', sessionId },
    }));
}

function about({ status, git }: Build): string {
  return [stateLooks[status].word, describeGit(git)].filter((part) => part !== '').join(' · ');
}
