import {
  type Build,
  type BuildsState,
  buildsOf,
  latestBuild,
} from '../../features/builds/model/model.ts';
import { buildLabel, describeGit, describeStarter } from '../../features/builds/derived/shown.ts';
import { lastResult } from './overview.ts';

export interface ProjectFilter {
  /** Words that all must match; '' for all projects. */
  readonly text: string;
  readonly state: ProjectState | '';
}

const states = ['active', 'failed', 'passed', 'none'] as const;
export type ProjectState = (typeof states)[number];

/** Labels of the states. */
export const projectStates: readonly { readonly value: ProjectState; readonly text: string }[] = [
  { value: 'active', text: 'Building or waiting' },
  { value: 'failed', text: 'Last build failed' },
  { value: 'passed', text: 'Last build passed' },
  { value: 'none', text: 'No builds' },
];

/** '' for an unknown state. */
export const readProjectState = (text: string): ProjectState | '' =>
  states.find((state) => state === text) ?? '';

/** By name, id, and what their last build was about. */
export function filterProjects<P extends { readonly projectId: string; readonly name: string }>(
  projects: readonly P[],
  builds: BuildsState,
  { text, state }: ProjectFilter,
): readonly P[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && state === '') return projects;
  return projects.filter(({ projectId, name }) => {
    const latest = latestBuild(builds, projectId);
    if (state !== '' && stateOf(latest, lastResult(buildsOf(builds, projectId))) !== state) {
      return false;
    }
    const about = `${name} ${projectId} ${aboutBuild(latest)}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
}

function stateOf(latest: Build | null, result: Build | null): ProjectState {
  if (latest?.status === 'running' || latest?.status === 'queued') return 'active';
  if (result === null) return 'none';
  return result.status === 'failed' ? 'failed' : 'passed';
}

function aboutBuild(build: Build | null): string {
  if (build === null) return '';
  const { git } = build;
  return [buildLabel(build), describeGit(git), git?.author, describeStarter(build)]
    .filter(Boolean)
    .join(' ');
}
