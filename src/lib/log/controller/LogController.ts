import { assertNever } from '../../assertNever.ts';
import { entryOf } from '../../entryOf.ts';
import { FoldedLog } from '../folds/FoldedLog.ts';
import type { RowSource } from '../rows.ts';
import { keep } from './keep.ts';
import { LogReader, type Surroundings } from './LogReader.ts';
import { Searches } from './Searches.ts';
import type { LogViewState } from '../viewState.ts';
import type { LogCommand, LogData, LogInputs, LogState } from './types.ts';

/** With most lines folded away little is left to scroll: this bounds what is loaded unasked. */
const UNASKED_LINES = 50_000;
const WHOLE = { phase: 'ready', older: 'nothing', newer: 'nothing' } as const;

/**
 * How a reader looks at a log: place, search, folds and selection. Commands in, snapshots and wanted
 * views out; pixels, keys and the clipboard stay outside.
 */
export class LogController implements Surroundings {
  #data: LogData;
  #inputs: LogInputs;
  /** Index of the row at the reader's top edge. */
  topRow = 0;
  #folds: FoldedLog | null = null;
  readonly searches = new Searches(() => this.onChange());
  #reader = new LogReader(this);
  /** A step for a query that is not applied yet. */
  #pendingStep: Extract<LogCommand, { kind: 'step' }> | null = null;
  #isStarted = false;
  #onView: (view: LogViewState) => void = () => {};
  #detach: () => void = () => {};
  #state: LogState;
  readonly #listeners = new Set<() => void>();

  constructor(data: LogData, inputs: LogInputs) {
    this.#data = data;
    this.#inputs = inputs;
    this.#setFolds();
    this.#state = this.#makeState();
  }

  /**
   * @param onView called with the view that a command asks for; it comes back with the inputs
   * @returns its end, after which it may start again
   */
  start = (onView: (view: LogViewState) => void): (() => void) => {
    this.#onView = onView;
    this.#isStarted = true;
    this.#attach();
    this.onChange();
    return () => {
      this.#isStarted = false;
      this.#detach();
      this.searches.end();
    };
  };

  getState = (): LogState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch = (command: LogCommand): void => {
    this.#do(command);
    // Comes with every frame, and is only looked up.
    if (command.kind !== 'scrolled') this.onChange();
  };

  /** Another log, from the next command on. */
  read = (data: LogData): void => {
    const before = this.#data;
    this.#data = data;
    if (data.feed === before.feed && data.buffer === before.buffer) return;
    this.#reader.end();
    this.#reader = new LogReader(this);
    this.searches.end();
    this.#setFolds();
    if (this.#isStarted) this.#attach();
  };

  get data(): LogData {
    return this.#data;
  }

  get inputs(): LogInputs {
    return this.#inputs;
  }

  get folds(): FoldedLog | null {
    return this.#folds;
  }

  get rows(): RowSource {
    return this.searches.results(this.#inputs.view)?.rows ?? this.#folds ?? this.#data.buffer;
  }

  setView(view: LogViewState): void {
    this.#onView(view);
  }

  /** Brings the parts in line with the inputs and the reader's commands. */
  onChange = (): void => {
    if (!this.#isStarted) return;
    const { searches } = this;
    const { buffer } = this.#data;
    const { view } = this.#inputs;
    const reader = this.#reader;
    const isReady = this.#isReady();
    searches.want(this.#data, view, {
      search: isReady && reader.isLinkLoaded,
      seekErrors: isReady && reader.wantsErrors,
    });
    if (this.#pendingStep?.query === view.query) {
      searches.hits.step(this.#pendingStep.by);
      this.#pendingStep = null;
    }
    if (isReady) {
      reader.showLink();
      reader.showFailure();
    }
    const hit = searches.hits.take(() => reader.topOrder());
    if (hit !== null) void reader.goTo(hit, searches.results(view)?.rows ?? buffer);
    const error = searches.errors.take(() => reader.topOrder());
    if (error !== null) void reader.goTo(error, buffer);
    const state = this.#makeState();
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  };

  #do(command: LogCommand): void {
    const { buffer, feed } = this.#data;
    const reader = this.#reader;
    const { hits, errors } = this.searches;
    switch (command.kind) {
      case 'inputs':
        return this.#setInputs(command.inputs);
      case 'follow':
        // While new lines are only counted, the log's end is loaded first.
        void feed?.goToEnd().catch(() => {});
        return reader.follow();
      case 'pause':
        return reader.pause();
      case 'touch':
        return reader.begin();
      case 'scrolled':
        this.topRow = command.topRow;
        return;
      case 'show-line':
        void reader.goTo(command.order, buffer);
        return;
      case 'load':
        if (command.isUnasked && buffer.getSnapshot().lines >= UNASKED_LINES) return;
        void (command.edge === 'older' ? feed?.loadOlder() : feed?.loadNewer());
        return;
      case 'arrived':
        if (reader.target?.id === command.id) reader.target = null;
        return;
      case 'go-to-start':
        void reader.goToStart();
        return;
      case 'fold':
        return this.#folds?.toggle(command.head);
      case 'fold-all':
        return this.#folds?.toggleAll(this.topRow);
      case 'step':
        this.#pendingStep = command;
        return;
      case 'next-error':
        reader.seekErrors();
        return errors.step(1);
      case 'filter': {
        const { isOn } = command;
        const where = isOn ? hits.matching?.buffer : (hits.ofLevels?.buffer ?? buffer);
        // A following reader stays at the end.
        const stays = hits.current === null && reader.pausedAt === null;
        return reader.show({ mode: isOn ? 'filter' : 'highlight' }, stays ? undefined : where);
      }
      case 'show-in-context':
        return reader.show({ mode: 'highlight', levels: [] }, buffer);
      case 'change':
        return reader.change(command.part);
      case 'choose':
        return reader.choose(command.lines, command.isFurther);
      case 'choose-next':
        return reader.chooseNext(command.by, command.isFurther);
      default:
        return assertNever(command);
    }
  }

  #setInputs(inputs: LogInputs): void {
    const before = this.#inputs;
    this.#inputs = inputs;
    if (inputs.view.query !== before.view.query) this.searches.hits.step(null);
    if ((before.steps === null) !== (inputs.steps === null)) this.#setFolds();
    else if (inputs.steps !== before.steps || inputs.foldsPassed !== before.foldsPassed) {
      this.#folds?.setOpenAtFirst(this.#isOpenAtFirst);
    }
  }

  #setFolds(): void {
    const hasSteps = this.#inputs.steps !== null;
    this.#folds = hasSteps ? new FoldedLog(this.#data.buffer, this.#isOpenAtFirst) : null;
  }

  #isOpenAtFirst = (step: string): boolean => {
    const { steps, foldsPassed } = this.#inputs;
    return !foldsPassed || entryOf(steps ?? {}, step)?.status !== 'passed';
  };

  #attach(): void {
    this.#detach();
    const { feed } = this.#data;
    feed?.setReader(() => ({
      following: this.#reader.pausedAt === null,
      topRow: this.#reader.topRowOfLog(),
    }));
    const stops = [
      feed?.subscribe(this.onChange),
      // Retries what failed offline.
      feed?.source.onLink(() => {
        const { older, newer } = feed.getState();
        if (!feed.source.isLive()) return;
        if (older === 'failed') void feed.loadOlder();
        else if (newer === 'failed') void feed.loadNewer();
      }),
    ];
    this.#detach = () => {
      for (const stop of stops) stop?.();
    };
  }

  #isReady(): boolean {
    return this.#inputs.isKnown && (this.#data.feed?.getState() ?? WHOLE).phase === 'ready';
  }

  #makeState(): LogState {
    const { view } = this.#inputs;
    const { pausedAt, target, linkProblem } = this.#reader;
    const before: LogState | undefined = this.#state;
    return keep(before, {
      isReady: this.#isReady(),
      edges: this.#data.feed?.getState() ?? WHOLE,
      rows: this.rows,
      reader: keep<LogState['reader']>(
        before?.reader,
        pausedAt === null ? { kind: 'following' } : { kind: 'paused', total: pausedAt },
      ),
      target,
      problem: this.searches.problem(view),
      linkProblem,
      search: this.searches.result(view),
      results: this.searches.results(view),
      marks: this.searches.marks(view),
    });
  }
}
