import { isLine, type LogRow } from '../logRow.ts';
import type { LogGroupHead } from '../rowSource.ts';

/** A row's place in the log, or a head. */
export type Entry = number | LogGroupHead;

/** Steps that run side by side take turns in the log: no head for each turn. */
const TURN = 30;

export const placeOf = (entry: Entry) => (typeof entry === 'number' ? entry : entry.at);

/** Which step's lines came last, and where each step's last line is. */
export interface GroupState {
  inside: string | undefined;
  readonly lastLines: Map<string, number>;
}

export const noGroups = (): GroupState => ({ inside: undefined, lastLines: new Map() });

/**
 * Rows with a head above each step's, and without those that are folded away.
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
    const open = isOpen(step);
    if (step !== state.inside && !tookTurns(state, step, at)) {
      entries.push({ kind: 'group', step, open, at });
    }
    state.inside = step;
    state.lastLines.set(step, at);
    if (open) entries.push(at);
  }
  return entries;
}

/** Whether a step goes on at `at` rather than begins. */
export function tookTurns({ lastLines }: GroupState, step: string, at: number): boolean {
  const last = lastLines.get(step);
  return last !== undefined && at - last <= TURN;
}
