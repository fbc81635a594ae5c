import { assertNever } from '../src/lib/assertNever.ts';
import type { SlateFields } from '../src/lib/messaging/index.ts';
import { type BuildProgress, nextProgress, planBuild, type StepEvent } from './buildProgress.ts';
import type { Durations } from './durations.ts';
import { inOrder } from './inOrder.ts';
import { guessLevel } from './levels.ts';
import type { Outlet } from './outlet.ts';
import type { OutputStream, ProcessEnd, RunningProcess, StartProcess } from './process.ts';
import type { BuildPlanStep } from './projectFile.ts';
import type { RunningRecords } from './running.ts';

/** A moving bar needs no more; every event is stored. */
const TICK_MS = 500;
const LAST_LINES = 20;

/** What builds need of the world. */
export interface BuildTools {
  readonly outlet: Outlet;
  readonly startProcess: StartProcess;
  readonly durations: Durations;
  readonly running: RunningRecords;
  /** See createFlow. */
  readonly flow: () => Promise<void> | undefined;
}

export interface BuildOrder {
  readonly projectId: string;
  readonly buildId: string;
  readonly steps: readonly BuildPlanStep[];
  readonly startedBy: string | undefined;
}

/** Why a build is ended before its time. */
export type StopReason =
  | { readonly kind: 'cancelled'; readonly by: string | undefined }
  | { readonly kind: 'agent-stopped' };

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly step: string | undefined }
  | { readonly kind: 'failed'; readonly step: string; readonly end: ProcessEnd };

/** One build: runs its steps one by one and publishes what happens, from started to its end. */
export class Build {
  readonly order: BuildOrder;
  readonly #tools: BuildTools;
  readonly #startedAt = Date.now();
  #progress: BuildProgress;
  #process: RunningProcess | null = null;
  #stop: StopReason | null = null;
  #lastLines: string[] = [];
  #lastLog: Promise<void> = Promise.resolve();

  constructor(order: BuildOrder, tools: BuildTools) {
    this.order = order;
    this.#tools = tools;
    const { projectId } = order;
    this.#progress = planBuild(
      order.steps.map(({ name }) => ({
        name,
        expectedMs: tools.durations.expected(projectId, name),
      })),
    );
  }

  /** Ends the running step and skips the rest. The first reason given counts. */
  stop(reason: StopReason, graceMs?: number): void {
    this.#stop ??= reason;
    this.#process?.stop(graceMs);
  }

  /** Resolves when its end is stored (or never will be). Never rejects; call it once. */
  async run(): Promise<void> {
    const { projectId, buildId, startedBy } = this.order;
    this.#record();
    const started = this.#tools.outlet.store('build.started', {
      projectId,
      data: { buildId, steps: [...this.#progress.steps], ...(startedBy ? { startedBy } : {}) },
    });
    await inOrder(started);
    const outcome = await this.#runSteps();
    await inOrder(this.#lastLog);
    await this.#publishEnd(outcome);
    this.#tools.durations.add(
      projectId,
      this.#progress.steps.flatMap(({ name, status, durationMs }) =>
        status === 'passed' && durationMs !== undefined ? [{ name, durationMs }] : [],
      ),
    );
    this.#tools.running.removeBuild(buildId);
  }

  async #runSteps(): Promise<Outcome> {
    for (const [index, step] of this.order.steps.entries()) {
      if (this.#stop) return { kind: 'stopped', reason: this.#stop, step: undefined };
      this.#advance({ type: 'step-started', index });
      const end = await this.#runStep(step);
      if (this.#stop) {
        this.#advance({ type: 'step-ended', index, status: 'cancelled' });
        return { kind: 'stopped', reason: this.#stop, step: step.name };
      }
      const passed = end.kind === 'exited' && end.code === 0;
      // The next step begins in the same moment: one event tells both.
      const silent = passed && index + 1 < this.order.steps.length;
      this.#advance({ type: 'step-ended', index, status: passed ? 'passed' : 'failed' }, silent);
      if (!passed) return { kind: 'failed', step: step.name, end };
    }
    return { kind: 'passed' };
  }

  async #runStep(step: BuildPlanStep): Promise<ProcessEnd> {
    const ticker = setInterval(() => {
      // Ticks of an hour without a server would only be in the way of what matters.
      if (this.#tools.outlet.isLive()) this.#advance({ type: 'tick' });
    }, TICK_MS);
    try {
      this.#process = this.#tools.startProcess(step.process, (line, stream) =>
        this.#log(step.name, line, stream),
      );
      // A stop that came in this very moment has found no process yet.
      if (this.#stop) this.#process.stop();
      return await this.#process.ended;
    } finally {
      this.#process = null;
      clearInterval(ticker);
    }
  }

  #log(step: string, message: string, stream: OutputStream): Promise<void> | undefined {
    const { projectId, buildId } = this.order;
    this.#lastLines.push(message);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    this.#lastLog = this.#tools.outlet.store('build.log', {
      projectId,
      data: { buildId, message, level: guessLevel(message), step, stream },
    });
    return this.#tools.flow();
  }

  #advance(event: StepEvent, silent = false): void {
    const next = nextProgress(this.#progress, event, Date.now());
    if (next === this.#progress) return;
    this.#progress = next;
    if (event.type !== 'tick') this.#record();
    if (silent) return;
    const { projectId, buildId } = this.order;
    const step = next.steps.find(({ status }) => status === 'running')?.name;
    void this.#tools.outlet.store('build.progress', {
      projectId,
      data: {
        buildId,
        percent: next.percent,
        steps: [...next.steps],
        ...(step === undefined ? {} : { step }),
      },
    });
  }

  #record(): void {
    const { projectId, buildId } = this.order;
    const { steps } = this.#progress;
    this.#tools.running.saveBuild({ projectId, buildId, startedAt: this.#startedAt, steps });
  }

  #publishEnd(outcome: Outcome): Promise<void> {
    const { projectId, buildId } = this.order;
    const { outlet } = this.#tools;
    const data = {
      buildId,
      durationMs: Math.max(0, Date.now() - this.#startedAt),
      steps: [...this.#progress.steps],
    };
    switch (outcome.kind) {
      case 'passed':
        return outlet.store('build.completed', { projectId, data });
      case 'failed':
        return this.#fail({
          ...data,
          step: outcome.step,
          exitCode: outcome.end.kind === 'exited' ? outcome.end.code : null,
          message: describeFailure(outcome.step, outcome.end),
        });
      case 'stopped': {
        const step = outcome.step === undefined ? {} : { step: outcome.step };
        if (outcome.reason.kind === 'agent-stopped') {
          return this.#fail({ ...data, ...step, exitCode: null, message: 'The agent stopped' });
        }
        const { by } = outcome.reason;
        return outlet.store('build.cancelled', {
          projectId,
          data: { ...data, ...step, ...(by ? { cancelledBy: by } : {}) },
        });
      }
      default:
        return assertNever(outcome);
    }
  }

  #fail(data: NonNullable<SlateFields<'build.failed'>['data']>): Promise<void> {
    const { projectId } = this.order;
    return this.#tools.outlet.store('build.failed', {
      projectId,
      data: { ...data, lastLines: this.#lastLines },
    });
  }
}

function describeFailure(step: string, end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return `Step "${step}" failed with exit code ${end.code}.`;
    case 'signalled':
      return `Step "${step}" was ended by ${end.signal}.`;
    case 'failed-to-start':
      return `Step "${step}" could not start. ${end.message}`;
    default:
      return assertNever(end);
  }
}
