import type { Build, BuildStatus } from '../model/model.ts';

/** '' leaves a question open. */
export interface BuildFilter {
  readonly state: BuildStatus | '';
  readonly branch: string;
  readonly by: string;
}

export const noFilter: BuildFilter = { state: '', branch: '', by: '' };

const states: readonly string[] = [
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
] satisfies readonly BuildStatus[];

/** An unknown state is ignored. */
export function readFilter(values: Readonly<Record<keyof BuildFilter, string>>): BuildFilter {
  const { state, branch, by } = values;
  return { state: isStatus(state) ? state : '', branch, by };
}

const isStatus = (text: string): text is BuildStatus => states.includes(text);

export function isFiltered(filter: BuildFilter): boolean {
  return filter.state !== '' || filter.branch !== '' || filter.by !== '';
}

export function filterBuilds(builds: readonly Build[], filter: BuildFilter): readonly Build[] {
  const { state, branch, by } = filter;
  if (!isFiltered(filter)) return builds;
  return builds.filter(
    (build) =>
      (state === '' || build.status === state) &&
      (branch === '' || build.git?.branch === branch) &&
      (by === '' || build.startedBy === by),
  );
}

/** What these builds have, and what is chosen. */
export function filterChoices(builds: readonly Build[], { branch, by }: BuildFilter) {
  const sorted = (values: Iterable<string>) => [...new Set(values)].filter(Boolean).toSorted();
  return {
    branches: sorted([branch, ...builds.flatMap((build) => build.git?.branch ?? [])]),
    people: sorted([by, ...builds.flatMap((build) => build.startedBy ?? [])]),
  };
}
