import { FoundRows } from '../search/FoundRows.ts';
import { LogScan } from '../search/LogScan.ts';
import { createMatcher } from '../search/matcher.ts';
import type { LineSelection } from '../search/selectLines.ts';
import type { LogData } from './types.ts';

export interface ScanRequest extends LogData {
  readonly selection: LineSelection;
  readonly keepsRows: boolean;
}

/** A scan that runs while its request stays the same, and the reader's way from hit to hit. */
export class HitScan {
  readonly #onChange: () => void;
  #key: string | null = null;
  #stop: () => void = () => {};
  scan: LogScan | null = null;
  /** The matching lines; null where nothing is matched, or only places matter. */
  matching: FoundRows | null = null;
  /** All lines of the levels; null where every level is wanted, or only places matter. */
  ofLevels: FoundRows | null = null;
  /** Where the hit is that the reader is at. */
  current: number | null = null;
  /** A step that waits for the scan. */
  #step: 1 | -1 | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Starts or continues a scan; null ends it. */
  want(request: ScanRequest | null): void {
    const key = request === null ? null : JSON.stringify(request.selection);
    if (key === this.#key) return;
    this.#halt();
    this.#key = key;
    if (request === null) return;
    const { buffer, feed, selection, keepsRows } = request;
    const { pattern, levels } = selection;
    const matching = keepsRows && pattern !== null ? new FoundRows() : null;
    const ofLevels = keepsRows && levels.length > 0 ? new FoundRows() : null;
    const matcher = pattern === null ? null : createMatcher(pattern);
    const scan = new LogScan({
      ...{ buffer, feed, matching, ofLevels, matcher, levels: new Set(levels) },
    });
    const shareNumbers = () => {
      for (const rows of [matching, ofLevels]) rows?.buffer.setNumberOffset(buffer.numberOffset);
    };
    shareNumbers();
    const stops = [
      keepsRows ? buffer.subscribe(shareNumbers) : () => {},
      scan.subscribe(this.#onChange),
      scan.start(),
    ];
    this.#stop = () => {
      for (const stop of stops) stop();
    };
    this.scan = scan;
    this.matching = matching;
    this.ofLevels = ofLevels;
  }

  end(): void {
    this.#halt();
    this.#step = null;
  }

  #halt(): void {
    this.#stop();
    this.#stop = () => {};
    this.#key = null;
    this.scan = null;
    this.matching = null;
    this.ofLevels = null;
    this.current = null;
  }

  /** Wraps around the end; null is no step. */
  step(by: 1 | -1 | null): void {
    this.#step = by;
  }

  /**
   * The next hit; null without a step, or while the scan has yet to find it.
   * @param from where the reader is, where the first step begins
   */
  take(from: () => number | null): number | null {
    if (this.#step === null || this.scan === null) return null;
    const { hits, progress } = this.scan;
    const by = this.#step;
    const start = this.current ?? from();
    const before = start === null ? 0 : hits.rankOf(start);
    const rank = by === -1 ? before - 1 : this.current === null ? before : before + 1;
    const isInside = rank >= 0 && rank < hits.size;
    if (!isInside && progress.phase === 'scanning') return null;
    this.#step = null;
    const hit = hits.at(isInside ? rank : by === 1 ? 0 : hits.size - 1);
    this.current = hit ?? this.current;
    return hit;
  }
}
