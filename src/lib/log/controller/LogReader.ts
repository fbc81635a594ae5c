import { findStep } from '../find.ts';
import type { FoldedLog } from '../folds/FoldedLog.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import { hullOf, lastOf, type LineRange, neighbourOf, rangeOf } from '../lineRange.ts';
import { isLine, type RowSource } from '../rows.ts';
import type { LogViewState } from '../viewState.ts';
import type { Searches } from './Searches.ts';
import type { LogData, LogInputs, LogTarget } from './types.ts';

type Arrival = 'there' | 'missing' | 'failed';

const linkProblems: Readonly<Record<Arrival, string | null>> = {
  there: null,
  missing: 'The linked line is not in this log, or not any more.',
  failed: 'The linked line could not be loaded. Reload the page to try again.',
};
const LEFT_OUT = 'The linked line is not among those that are shown.';

export interface Surroundings {
  readonly data: LogData;
  readonly inputs: LogInputs;
  /** Index of the row at the reader's top edge. */
  readonly topRow: number;
  readonly searches: Searches;
  /** Null for a log without steps. */
  readonly folds: FoldedLog | null;
  readonly rows: RowSource;
  /** Called after changes that no command made. */
  readonly onChange: () => void;
  /** Asks for another view. */
  setView(view: LogViewState): void;
}

/** Where one log's reader is, where they are taken, and which lines they select. */
export class LogReader {
  readonly #around: Surroundings;
  #isEnded = false;
  #paused: { readonly rows: RowSource; readonly total: number } | null = null;
  /** Where the view should scroll. */
  target: LogTarget | null = null;
  #targets = 0;
  /** The link last seen; a selected line gets there later. */
  #seenLink: number | null | undefined;
  /** The linked line that was shown, or selected in place. */
  #linked: number | null = null;
  /** What is wrong with the linked line. */
  linkProblem: string | null = null;
  #isLinkLoaded = false;
  /** A loaded linked line, to be found among the results. */
  #sought: number | null = null;
  /** What was chosen first, and the end of the selection that keys move. */
  #chosen: { readonly anchor: LineRange; readonly head: LineRange } | null = null;
  #hasBegun = false;
  #isFailureShown = false;
  #wantsErrors = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Another log is read. */
  end(): void {
    this.#isEnded = true;
  }

  /** The log's total when the reader left the end; null while following. */
  get pausedAt(): number | null {
    return this.#paused?.rows === this.#around.rows ? this.#paused.total : null;
  }

  /** The linked line is loaded, or there is none: a search begins at the reader. */
  get isLinkLoaded(): boolean {
    return this.#isLinkLoaded || this.#around.inputs.view.lines === null;
  }

  get wantsErrors(): boolean {
    return this.#wantsErrors || (this.#around.inputs.failure !== null && !this.#hasChosen());
  }

  seekErrors(): void {
    this.#wantsErrors = true;
  }

  follow(): void {
    this.#paused = null;
  }

  /** @param rows where to stop, if not those shown now */
  pause(rows: RowSource = this.#around.rows): void {
    if (this.#paused?.rows !== rows) this.#paused = { rows, total: rows.getSnapshot().total };
  }

  /** A reader who has begun to read is not taken to the failure. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Where the line at the top edge stands, or the next below. */
  topOrder(): number | null {
    return orderFrom(this.#around.rows, this.#around.topRow);
  }

  /** Index in the log of the row at the reader's top edge. */
  topRowOfLog(): number {
    const { rows, data, topRow } = this.#around;
    if (rows === data.buffer) return topRow;
    return data.buffer.indexOf(this.topOrder() ?? 0) ?? 0;
  }

  /** Shows a line, loading its page and opening its step. */
  async goTo(order: number, where: LogBuffer, to: LogTarget['to'] = 'line'): Promise<Arrival> {
    const { buffer, feed } = this.#around.data;
    const folds = where === buffer ? this.#around.folds : null;
    const rows = folds ?? where;
    this.pause(rows);
    try {
      // A selection of the log has all of its rows.
      if (where === buffer) await feed?.goToSeq(Math.floor(order));
    } catch {
      return 'failed';
    }
    if (this.#isEnded || where.indexOf(order) === undefined) return 'missing';
    if (to === 'line') folds?.reveal(order);
    this.#setTarget({ rows, order, to });
    this.#around.onChange();
    return 'there';
  }

  async goToStart(): Promise<void> {
    const { data, inputs, searches } = this.#around;
    const { buffer, feed } = data;
    this.pause();
    const where = searches.results(inputs.view)?.rows ?? buffer;
    if (where === buffer) await feed?.goToSeq(feed.extent()?.start ?? 1).catch(() => {});
    const order = orderFrom(where, where.first);
    if (order !== null) await this.goTo(order, where, 'start');
  }

  /** Shows the linked line, once per log. */
  showLink(): void {
    const { data, inputs, searches } = this.#around;
    const order = inputs.view.lines?.from ?? null;
    if (order === null && this.#seenLink !== null) {
      this.#linked = null;
      this.linkProblem = null;
      this.#isLinkLoaded = true;
    } else if (order !== null && order !== this.#seenLink && order !== this.#linked) {
      this.#linked = order;
      void this.goTo(order, data.buffer).then((arrival) => {
        this.linkProblem = linkProblems[arrival];
        this.#isLinkLoaded = true;
        if (arrival === 'there') this.#sought = order;
        this.#around.onChange();
      });
    }
    this.#seenLink = order;
    const results = searches.results(inputs.view);
    const sought = this.#sought;
    if (sought === null || (results !== null && !searches.hasPassed(sought))) return;
    // In filtered rows it is looked for among them.
    this.#sought = null;
    if (results === null) return;
    const at = results.rows.indexOf(sought);
    const isThere = at !== undefined && results.rows.orderAt(at) === sought;
    this.linkProblem = isThere ? null : LEFT_OUT;
    void this.goTo(sought, results.rows);
  }

  /** Opens a failed log at the first error of the failed step, or where that step begins. */
  showFailure(): void {
    const { data, inputs, searches } = this.#around;
    const { buffer, feed } = data;
    const { failure } = inputs;
    if (this.#isFailureShown) return;
    if (this.#hasChosen()) this.#hasBegun = true;
    const { scan } = searches.errors;
    if (failure === null || scan === null || scan.progress.phase === 'scanning') return;
    this.#isFailureShown = true;
    const show = async () => {
      const { step, startedAt } = failure;
      const begin =
        step === null ? null : await findStep(buffer, feed, step, startedAt).catch(() => null);
      if (this.#isEnded || this.#hasBegun || this.pausedAt !== null) return;
      const order = scan.hits.at(begin === null ? 0 : scan.hits.rankOf(begin)) ?? begin;
      if (order !== null) await this.goTo(order, buffer);
    };
    void show();
  }

  /** Shows other rows, keeping the reader's row in view. */
  show(part: Partial<LogViewState>, where: LogBuffer | undefined): void {
    const order = this.#around.searches.hits.current ?? this.topOrder();
    this.change(part);
    if (order !== null && where !== undefined) void this.goTo(order, where);
  }

  change(part: Partial<LogViewState>): void {
    this.#around.setView({ ...this.#around.inputs.view, ...part });
  }

  choose(lines: LineRange, isFurther: boolean): void {
    const anchor = isFurther ? this.#ends()?.anchor : undefined;
    this.#choose({ anchor: anchor ?? lines, head: lines });
  }

  /** Selects the next or previous line, or moves the end of the selection. */
  chooseNext(by: 1 | -1, isFurther: boolean): void {
    const { rows, inputs, searches } = this.#around;
    const ends = this.#ends();
    if (ends === null) {
      const lines = this.#rangeAt(searches.current(inputs.view) ?? this.topOrder());
      if (lines !== null) this.choose(lines, false);
      return;
    }
    const head = neighbourOf(rows, lastOf(ends.head), by);
    if (head === null) return;
    this.#choose({ anchor: isFurther ? ends.anchor : head, head });
    this.pause();
    this.#setTarget({ rows, order: head.from, to: 'nearest' });
  }

  /** The ends of the selection; those of a link point down. */
  #ends() {
    const { lines } = this.#around.inputs.view;
    if (lines === null) return null;
    if (this.#chosen !== null) {
      const { from, to } = hullOf(this.#chosen.anchor, this.#chosen.head);
      if (from === lines.from && to === lines.to) return this.#chosen;
    }
    const first = this.#rangeAt(lines.from) ?? { from: lines.from, to: lines.from };
    return { anchor: first, head: { from: lastOf(lines), to: lines.to } };
  }

  #rangeAt(order: number | null): LineRange | null {
    const { rows } = this.#around;
    const index = order === null ? undefined : rows.indexOf(order);
    const row = index === undefined ? undefined : rows.get(index);
    return row !== undefined && isLine(row) ? rangeOf(row) : null;
  }

  #setTarget(target: Omit<LogTarget, 'id'>): void {
    this.#targets += 1;
    this.target = { id: this.#targets, ...target };
  }

  #choose(ends: { readonly anchor: LineRange; readonly head: LineRange }): void {
    const lines = hullOf(ends.anchor, ends.head);
    this.#chosen = ends;
    this.#linked = lines.from;
    this.linkProblem = null;
    this.#sought = null;
    this.change({ lines });
  }

  /** A link or a selection decides where to look. */
  #hasChosen(): boolean {
    const { lines, query, levels } = this.#around.inputs.view;
    return lines !== null || query !== '' || levels.length > 0;
  }
}

/** Where the line at an index stands, or the next below. */
function orderFrom(rows: RowSource, index: number): number | null {
  for (let i = Math.max(index, rows.first); i < rows.end; i++) {
    const row = rows.get(i);
    if (row !== undefined && isLine(row)) return rows.orderAt(i) ?? 0;
  }
  return null;
}
