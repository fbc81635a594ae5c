import { LogBuffer } from '../LogBuffer.ts';
import { orderOf } from '../rows.ts';
import { type CompiledPattern, compilePattern } from '../search/pattern.ts';
import type { LineSelection } from '../search/selectLines.ts';
import { isWithin } from '../lineRange.ts';
import type { LogViewState } from '../viewState.ts';
import { HitScan } from './HitScan.ts';
import { keep } from './keep.ts';
import type { LogData, LogResults, RowMarks, SearchResult } from './types.ts';

const ERRORS: LineSelection = { pattern: null, levels: ['error'] };

/** The scans of a log: matching lines, lines of some levels, and errors. */
export class Searches {
  readonly hits: HitScan;
  readonly errors: HitScan;
  readonly #noRows = new LogBuffer();
  #compiled: { query: string; isRegex: boolean; pattern: CompiledPattern } | null = null;
  #results: LogResults | null = null;
  #result: SearchResult | null = null;
  #marks: { key: Readonly<Record<string, unknown>>; marks: RowMarks | null } | undefined;

  constructor(onChange: () => void) {
    this.hits = new HitScan(onChange);
    this.errors = new HitScan(onChange);
  }

  /** Starts the scans that the view wants and that may begin. */
  want(
    data: LogData,
    view: LogViewState,
    may: { readonly search: boolean; readonly seekErrors: boolean },
  ): void {
    const { levels } = view;
    const pattern = this.pattern(view);
    const isWanted = may.search && (pattern !== null || levels.length > 0);
    const selection = { pattern, levels };
    this.hits.want(isWanted ? { ...data, selection, keepsRows: true } : null);
    const errors = { ...data, selection: ERRORS, keepsRows: false };
    this.errors.want(may.seekErrors ? errors : null);
  }

  end(): void {
    this.hits.end();
    this.errors.end();
  }

  pattern(view: LogViewState) {
    const compiled = this.#compile(view);
    return compiled.kind === 'pattern' ? compiled.pattern : null;
  }

  problem(view: LogViewState): string | null {
    const compiled = this.#compile(view);
    return compiled.kind === 'invalid' ? compiled.problem : null;
  }

  /** The lines to show instead of the log's, also while the scan runs. */
  results(view: LogViewState): LogResults | null {
    const { levels, mode } = view;
    const pattern = mode === 'filter' ? this.pattern(view) : null;
    if (pattern === null && levels.length === 0) return (this.#results = null);
    const { scan, matching, ofLevels } = this.hits;
    const rows = pattern === null ? ofLevels : matching;
    return (this.#results = keep(this.#results, {
      rows: rows?.buffer ?? this.#noRows,
      selection: keep(this.#results?.selection, { pattern, levels }),
      leftOut: rows?.leftOut ?? 0,
      isSearching: (scan?.progress.phase ?? 'scanning') === 'scanning',
    }));
  }

  /** Whether the scan has passed this line. */
  hasPassed(order: number): boolean {
    return this.#results?.rows !== this.#noRows && this.hits.scan?.hasPassed(order) === true;
  }

  /** The search's progress. */
  result(view: LogViewState): SearchResult | null {
    const { scan, current } = this.hits;
    if (this.pattern(view) === null || scan === null) return (this.#result = null);
    const { progress, hits } = scan;
    const rank = current === null ? null : hits.rankOf(current) + 1;
    return (this.#result = keep(this.#result, { progress, total: hits.size, current: rank }));
  }

  current(view: LogViewState): number | null {
    return (this.pattern(view) === null ? null : this.hits.current) ?? this.errors.current;
  }

  marks(view: LogViewState): RowMarks | null {
    const { lines } = view;
    const current = this.current(view);
    const scan = this.pattern(view) === null ? null : this.hits.scan;
    const key = keep(this.#marks?.key, { lines, current, scan, version: scan?.getVersion() });
    if (this.#marks?.key === key) return this.#marks.marks;
    const marks =
      scan === null && current === null && lines === null
        ? null
        : ({
            rangesOf: (line) => scan?.hits.rangesOf(orderOf(line) ?? 0) ?? null,
            isCurrent: (line) => current !== null && current === orderOf(line),
            isChosen: (line) => lines !== null && isWithin(lines, line),
          } satisfies RowMarks);
    this.#marks = { key, marks };
    return marks;
  }

  #compile({ query, isRegex }: LogViewState): CompiledPattern {
    const { query: before, isRegex: was, pattern } = this.#compiled ?? {};
    if (pattern !== undefined && before === query && was === isRegex) return pattern;
    const compiled = compilePattern(query, isRegex);
    this.#compiled = { query, isRegex, pattern: compiled };
    return compiled;
  }
}
