import { assertNever } from '../../assertNever.ts';
import { entryOf } from '../../entryOf.ts';
import { FoldedLog } from '../folds/FoldedLog.ts';
import type { RowSource } from '../rows.ts';
import { keep } from './keep.ts';
import { LogReader, type Surroundings } from './LogReader.ts';
import { Searches } from './Searches.ts';
import type { LogCommand, LogInputs, LogState } from './types.ts';

const WHOLE = { phase: 'ready', older: 'nothing', newer: 'nothing' } as const;

/**
 * How a reader looks at a log: place, search, folds and selection. Commands in, snapshots out;
 * pixels, keys and the clipboard stay outside.
 */
export class LogController implements Surroundings {
  #inputs: LogInputs;
  #folds: FoldedLog | null = null;
  readonly searches = new Searches(() => this.onChange());
  #reader = new LogReader(this);
  /** A step for a query that is not applied yet. */
  #pendingStep: Extract<LogCommand, { kind: 'step' }> | null = null;
  #isStarted = false;
  #detach: () => void = () => {};
  #state: LogState;
  readonly #listeners = new Set<() => void>();

  constructor(inputs: LogInputs) {
    this.#inputs = inputs;
    this.#setFolds();
    this.#state = this.#makeState();
  }

  /** @returns its end, after which it may start again */
  start = (): (() => void) => {
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
    this.onChange();
  };

  get inputs(): LogInputs {
    return this.#inputs;
  }

  get folds(): FoldedLog | null {
    return this.#folds;
  }

  get rows(): RowSource {
    const { view, buffer } = this.#inputs;
    return this.searches.results(view)?.rows ?? this.#folds ?? buffer;
  }

  /** @param seq its place in the stream */
  async showLine(seq: number): Promise<void> {
    await this.#reader.goTo({ seq, part: 0 }, this.#inputs.buffer);
  }

  /** Brings the parts in line with the inputs and the reader's commands. */
  onChange = (): void => {
    if (!this.#isStarted) return;
    const { searches } = this;
    const { buffer, view } = this.#inputs;
    const reader = this.#reader;
    const isReady = this.#isReady();
    searches.want(this.#inputs, {
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
    const hit = searches.hits.take(() => reader.topHit());
    if (hit !== null) void reader.goTo(hit, searches.results(view)?.rows ?? buffer);
    const error = searches.errors.take(() => reader.topHit());
    if (error !== null) void reader.goTo(error, buffer);
    const state = this.#makeState();
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  };

  #do(command: LogCommand): void {
    const { buffer, feed } = this.#inputs;
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
      case 'load':
        void (command.edge === 'older' ? feed?.loadOlder() : feed?.loadNewer());
        return;
      case 'arrived':
        if (reader.target === command.target) reader.target = null;
        return;
      case 'go-to-start':
        void reader.goToStart();
        return;
      case 'fold':
        return this.#folds?.toggle(command.head);
      case 'fold-all':
        return this.#folds?.toggleAll(this.#inputs.topRow());
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
        return reader.choose(command.seq, command.isFurther);
      case 'choose-next':
        return reader.chooseNext(command.by, command.isFurther);
      default:
        return assertNever(command);
    }
  }

  #setInputs(inputs: LogInputs): void {
    const before = this.#inputs;
    this.#inputs = inputs;
    if (inputs.feed !== before.feed || inputs.buffer !== before.buffer) {
      this.#reader.end();
      this.#reader = new LogReader(this);
      this.searches.end();
      if (this.#isStarted) this.#attach();
    }
    if (inputs.view.query !== before.view.query) this.searches.hits.step(null);
    const hadSteps = before.steps !== null;
    if (inputs.buffer !== before.buffer || hadSteps !== (inputs.steps !== null)) this.#setFolds();
    else if (inputs.steps !== before.steps || inputs.foldsPassed !== before.foldsPassed) {
      this.#folds?.setOpenAtFirst(this.#isOpenAtFirst);
    }
  }

  #setFolds(): void {
    const { buffer, steps } = this.#inputs;
    this.#folds = steps === null ? null : new FoldedLog(buffer, this.#isOpenAtFirst);
  }

  #isOpenAtFirst = (step: string): boolean => {
    const { steps, foldsPassed } = this.#inputs;
    return !foldsPassed || entryOf(steps ?? {}, step)?.status !== 'passed';
  };

  #attach(): void {
    this.#detach();
    const { feed } = this.#inputs;
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
    const { isKnown, feed } = this.#inputs;
    return isKnown && (feed?.getState() ?? WHOLE).phase === 'ready';
  }

  #makeState(): LogState {
    const { view, feed } = this.#inputs;
    const { pausedAt, target, linkProblem } = this.#reader;
    const before: LogState | undefined = this.#state;
    return keep(before, {
      isReady: this.#isReady(),
      edges: feed?.getState() ?? WHOLE,
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
