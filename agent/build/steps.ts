import type { BuildStep } from '../../src/catalogs/slate/index.ts';

/** A step that runs something; with a group it is told as a step of that group. */
export type LeafStep = BuildStep & { readonly group?: string | undefined };

/** A step's name in events, logs and commands: "group / name", or the name alone. */
export function stepPath({ group, name }: { group?: string | null | undefined; name: string }) {
  return typeof group === 'string' ? `${group} / ${name}` : name;
}

/** Steps as events tell them: those of one group within it. */
export function nestSteps(leaves: readonly LeafStep[]): BuildStep[] {
  const told: BuildStep[] = [];
  for (let index = 0; index < leaves.length; ) {
    const first = leaves[index];
    if (!first) break;
    const { group } = first;
    if (group === undefined) {
      told.push(first);
      index += 1;
      continue;
    }
    let end = index + 1;
    while (leaves[end]?.group === group) end += 1;
    told.push(groupOf(group, leaves.slice(index, end)));
    index = end;
  }
  return told;
}

function groupOf(name: string, leaves: readonly LeafStep[]): BuildStep {
  const status = groupStatus(leaves.map((leaf) => leaf.status ?? 'pending'));
  const begun = leaves.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = leaves.flatMap(({ startedAt, durationMs }) =>
    startedAt === undefined || durationMs === undefined ? [] : [startedAt + durationMs],
  );
  const expected = leaves.flatMap(({ expectedMs }) => expectedMs ?? []);
  const startedAt = Math.min(...begun);
  const over = status !== 'running' && status !== 'pending' && ends.length > 0;
  return {
    name,
    status,
    ...(begun.length === 0 ? {} : { startedAt }),
    // Clocks get set back; a negative duration would make the whole event invalid.
    ...(over ? { durationMs: Math.max(0, Math.max(...ends) - startedAt) } : {}),
    ...(expected.length === leaves.length
      ? { expectedMs: expected.reduce((sum, ms) => sum + ms, 0) }
      : {}),
    steps: leaves.map(({ group: _, ...leaf }) => leaf),
  };
}

type Status = NonNullable<BuildStep['status']>;

function groupStatus(statuses: readonly Status[]): Status {
  for (const decisive of ['failed', 'cancelled', 'running'] as const) {
    if (statuses.includes(decisive)) return decisive;
  }
  if (!statuses.includes('pending')) return statuses.includes('passed') ? 'passed' : 'skipped';
  // Between two of its steps it is still under way.
  return statuses.includes('passed') ? 'running' : 'pending';
}
