import { isLine, type LogRow } from '../logRow.ts';
import type { LogGroupHead } from '../rowSource.ts';

/** A row's place in the log, or a head. */
export type Entry = number | LogGroupHead;

/** Steps that run side by side take turns in the log: no head for each turn. */
const TURN = 30;

export const placeOf = (entry: Entry) => (typeof entry === 'number' ? entry : entry.at);

/** What a step, or a group within one, is folded by. */
export const foldName = ({
  step,
  group,
}: {
  readonly step: string;
  readonly group?: string | undefined;
}) => (group === undefined ? step : `${step} › ${group}`);

/** Which step's lines came last; where each step's last line is, and the group that it is in. */
export interface GroupState {
  inside: string | undefined;
  readonly lastLines: Map<string, number>;
  readonly lastGroups: Map<string, string | undefined>;
}

export const noGroups = (): GroupState => ({
  inside: undefined,
  lastLines: new Map(),
  lastGroups: new Map(),
});

/**
 * Rows with a head above each step's and each group's, and without those that are folded away.
 * After a group, the step that it is in has a head again.
 * @param state of the rows before these; moves on to their end
 */
export function groupRows(
  get: (index: number) => LogRow | undefined,
  from: number,
  to: number,
  isOpen: (step: string) => boolean,
  state: GroupState,
): Entry[] {
  const entries: Entry[] = [];
  for (let at = from; at < to; at++) {
    const row = get(at);
    if (row === undefined) continue;
    const step = isLine(row) ? row.step : undefined;
    if (step === undefined) {
      // A line of no step ends one; a marker stands wherever it came.
      if (isLine(row)) state.inside = undefined;
      entries.push(at);
      continue;
    }
    const group = isLine(row) ? row.group : undefined;
    const open = isOpen(step);
    const begins = step !== state.inside && !tookTurns(state, step, at);
    const turns = begins ? group !== undefined : state.lastGroups.get(step) !== group;
    if (begins || (turns && open && group === undefined)) {
      entries.push({ kind: 'group', step, open, at });
    }
    const groupOpen = group === undefined || isOpen(foldName({ step, group }));
    if (turns && open && group !== undefined) {
      entries.push({ kind: 'group', step, group, open: groupOpen, at });
    }
    state.inside = step;
    state.lastLines.set(step, at);
    state.lastGroups.set(step, group);
    if (open && groupOpen) entries.push(at);
  }
  return entries;
}

/** Whether a step goes on at `at` rather than begins. */
function tookTurns({ lastLines }: GroupState, step: string, at: number): boolean {
  const last = lastLines.get(step);
  return last !== undefined && at - last <= TURN;
}
