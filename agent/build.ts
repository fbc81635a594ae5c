import { assertNever } from '../src/lib/assertNever.ts';
import type { BuildStep, SlateFields } from '../src/lib/messaging/index.ts';
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
/** A reader that hears nothing for several of these knows that something is wrong. */
const HEARTBEAT_MS = 10_000;

/** What builds need of the world. */
export interface BuildTools {
  readonly outlet: Outlet;
  readonly startProcess: StartProcess;
  readonly durations: Durations;
  readonly running: RunningRecords;
  /** See createFlow. */
  readonly flow: () => Promise<void> | undefined;
  /** 10 s if not given. */
  readonly heartbeatMs?: number;
}

export interface BuildOrder {
  readonly projectId: string;
  readonly buildId: string;
  readonly steps: readonly BuildPlanStep[];
  readonly startedBy: string | undefined;
  /** 1 for its first run. */
  readonly attempt: number;
  /** Kept on disk, so that a restarted agent can give the job back; null if there is no way back. */
  readonly receipt: string | null;
}

/** Why a build is ended before its time. */
export type StopReason =
  | { readonly kind: 'cancelled'; readonly by: string | undefined }
  | { readonly kind: 'agent-stopped' }
  /** This agent stops and gives the job back: it runs again, so this is no end. */
  | { readonly kind: 'handed-over' }
  /** Another agent runs it already, having heard nothing of this one for too long. */
  | { readonly kind: 'taken-over' };

/** How a run is over: the build has ended, or it goes on elsewhere. */
export type RunEnd = 'ended' | 'handed-over' | 'taken-over';

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
  readonly #heartbeatMs: number;
  #saidAt = Date.now();

  constructor(order: BuildOrder, tools: BuildTools) {
    this.order = order;
    this.#tools = tools;
    this.#heartbeatMs = tools.heartbeatMs ?? HEARTBEAT_MS;
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
  async run(): Promise<RunEnd> {
    const { projectId, startedBy } = this.order;
    this.#record();
    const started = this.#tools.outlet.store('build.started', {
      projectId,
      data: {
        ...this.#ids(),
        heartbeatMs: this.#heartbeatMs,
        steps: [...this.#progress.steps],
        ...(startedBy ? { startedBy } : {}),
      },
    });
    await inOrder(started);
    const outcome = await this.#runSteps();
    await inOrder(this.#lastLog);
    const end = await this.#publishEnd(outcome);
    if (end !== 'ended') return end;
    this.#tools.durations.add(
      projectId,
      this.#progress.steps.flatMap(({ name, status, durationMs }) =>
        status === 'passed' && durationMs !== undefined ? [{ name, durationMs }] : [],
      ),
    );
    this.#record(true);
    return 'ended';
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
      if (this.#tools.outlet.isLive()) this.#tick();
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
    if (!silent) this.#tell();
  }

  /** Moves the bar, and lets readers hear that the build lives when there is nothing to move. */
  #tick(): void {
    this.#advance({ type: 'tick' });
    if (Date.now() - this.#saidAt >= this.#heartbeatMs - TICK_MS) this.#tell();
  }

  #tell(): void {
    this.#saidAt = Date.now();
    const { steps, percent } = this.#progress;
    const step = steps.find(({ status }) => status === 'running')?.name;
    void this.#tools.outlet.store('build.progress', {
      projectId: this.order.projectId,
      data: {
        ...this.#ids(),
        heartbeatMs: this.#heartbeatMs,
        percent,
        steps: [...steps],
        ...(step === undefined ? {} : { step }),
      },
    });
  }

  #ids(): { buildId: string; attempt: number } {
    const { buildId, attempt } = this.order;
    return { buildId, attempt };
  }

  #record(ended = false): void {
    const { projectId, buildId, receipt } = this.order;
    this.#tools.running.saveBuild({
      projectId,
      buildId,
      startedAt: this.#startedAt,
      steps: this.#progress.steps,
      ...(receipt === null ? {} : { receipt }),
      ...(ended ? { ended } : {}),
    });
  }

  async #publishEnd(outcome: Outcome): Promise<RunEnd> {
    const { projectId } = this.order;
    const { outlet } = this.#tools;
    const data = {
      ...this.#ids(),
      durationMs: Math.max(0, Date.now() - this.#startedAt),
      steps: [...this.#progress.steps],
    };
    switch (outcome.kind) {
      case 'passed':
        await outlet.store('build.completed', { projectId, data });
        return 'ended';
      case 'failed':
        await this.#fail({
          ...data,
          step: outcome.step,
          exitCode: outcome.end.kind === 'exited' ? outcome.end.code : null,
          message: describeFailure(outcome.step, outcome.end),
        });
        return 'ended';
      case 'stopped': {
        const step = outcome.step === undefined ? {} : { step: outcome.step };
        return this.#publishStop(outcome.reason, { ...data, ...step });
      }
      default:
        return assertNever(outcome);
    }
  }

  async #publishStop(reason: StopReason, data: EndData & { step?: string }): Promise<RunEnd> {
    const { projectId, buildId, attempt, startedBy } = this.order;
    const { outlet } = this.#tools;
    switch (reason.kind) {
      case 'cancelled': {
        const { by } = reason;
        await outlet.store('build.cancelled', {
          projectId,
          data: { ...data, ...(by ? { cancelledBy: by } : {}) },
        });
        return 'ended';
      }
      case 'agent-stopped':
        await this.#fail({ ...data, exitCode: null, message: 'The agent stopped' });
        return 'ended';
      case 'handed-over':
        // Before the job is given back: its next run must not be told of first.
        await inOrder(
          outlet.store('build.queued', {
            projectId,
            data: { buildId, attempt: attempt + 1, ...(startedBy ? { startedBy } : {}) },
          }),
        );
        return 'handed-over';
      case 'taken-over':
        return 'taken-over';
      default:
        return assertNever(reason);
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

type EndData = {
  readonly buildId: string;
  readonly attempt: number;
  readonly durationMs: number;
  readonly steps: BuildStep[];
};

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
