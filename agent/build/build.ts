import type { BuildGit } from '../../src/catalogs/slate/index.ts';
import { type Outcome, publishEnd } from './buildEnd.ts';
import type { BuildOrder, BuildTools, RunEnd, StopReason } from './buildOrder.ts';
import { BuildOutput } from './buildOutput.ts';
import { type BuildProgress, nextProgress, planBuild, type StepEvent } from './buildProgress.ts';
import { readGit } from './git.ts';
import { waitStored } from '../publish/publisher.ts';
import type { ProcessEnd, RunningProcess } from '../process/process.ts';
import type { BuildPlanStep } from '../projects/projectFile.ts';
import { nestSteps, stepPath } from './steps.ts';

/** A moving bar needs no more; every event is stored. */
const TICK_MS = 500;
/** A reader that hears nothing for several of these knows that something is wrong. */
const HEARTBEAT_MS = 10_000;
const MINUTE_MS = 60_000;

/** One build: runs its steps one by one and publishes what happens, from started to its end. */
export class Build {
  readonly order: BuildOrder;
  readonly #tools: BuildTools;
  readonly #startedAt = Date.now();
  #progress: BuildProgress;
  #process: RunningProcess | null = null;
  #stop: StopReason | null = null;
  readonly #output: BuildOutput;
  #git: { readonly git?: BuildGit } = {};
  readonly #heartbeatMs: number;
  #saidAt = Date.now();

  constructor(order: BuildOrder, tools: BuildTools) {
    this.order = order;
    this.#tools = tools;
    this.#output = new BuildOutput(order, tools);
    this.#heartbeatMs = tools.heartbeatMs ?? HEARTBEAT_MS;
    const { projectId } = order;
    this.#progress = planBuild(
      order.steps.map(({ name, group, resumable }) => ({
        name,
        group: group ?? undefined,
        resumable,
        expectedMs: tools.durations.expected(projectId, stepPath({ name, group })),
      })),
      order.from,
    );
  }

  /** Ends the running step and skips the rest. The first reason given counts. */
  stop(reason: StopReason, graceMs?: number): void {
    const isFirst = this.#stop === null;
    this.#stop ??= reason;
    // The agent may be killed before it could give the job back.
    if (isFirst && reason.kind === 'handed-over') this.#record();
    // A step may take its time to end: until then readers see that it was asked to.
    if (isFirst && this.#process !== null && reason.kind === 'cancelled') this.#tell();
    this.#process?.stop(graceMs);
  }

  /** Resolves when its end is stored (or never will be). Never rejects; call it once. */
  async run(): Promise<RunEnd> {
    const { projectId, buildId, dir, startedBy, trigger, retryOf, steps, from } = this.order;
    const first = steps[from];
    this.#record();
    this.#tools.records.begin(projectId, buildId);
    const git = await readGit(dir);
    if (Object.keys(git).length > 0) this.#git = { git };
    const started = this.#tools.publisher.store('build.started', {
      projectId,
      data: {
        ...this.#ids(),
        heartbeatMs: this.#heartbeatMs,
        steps: nestSteps(this.#progress.steps),
        ...this.#git,
        agent: { ...this.#tools.agent },
        ...(startedBy ? { startedBy } : {}),
        ...(trigger ? { trigger } : {}),
        ...(retryOf ? { retryOf } : {}),
        ...(from > 0 && first ? { fromStep: stepPath(first) } : {}),
      },
    });
    await waitStored(started);
    this.#markAttempt();
    const timer = this.#timeOut('The build', this.order.timeoutMs);
    const outcome = await this.#runSteps();
    clearTimeout(timer);
    const endedAt = Date.now();
    await waitStored(this.#output.stored());
    const end = await publishEnd(outcome, {
      order: this.order,
      tools: this.#tools,
      startedAt: this.#startedAt,
      lastLines: this.#output.lastLines,
      data: {
        ...this.#ids(),
        ...this.#git,
        durationMs: Math.max(0, endedAt - this.#startedAt),
        steps: nestSteps(this.#progress.steps),
        ...this.#output.annotations(),
      },
    });
    if (end !== 'ended') return end;
    this.#tools.durations.add(
      projectId,
      this.#progress.steps.flatMap((step) =>
        step.status === 'passed' && step.durationMs !== undefined
          ? [{ name: stepPath(step), durationMs: step.durationMs }]
          : [],
      ),
    );
    this.#record(true);
    return 'ended';
  }

  async #runSteps(): Promise<Outcome> {
    for (const [index, step] of this.order.steps.entries()) {
      if (index < this.order.from) continue;
      if (this.#stop) return { kind: 'stopped', reason: this.#stop, step: undefined };
      this.#advance({ type: 'step-started', index });
      const end = await this.#runStep(step);
      const reason = this.#stopReason();
      if (reason) {
        const status = reason.kind === 'timed-out' ? 'failed' : 'cancelled';
        this.#advance({ type: 'step-ended', index, status });
        return { kind: 'stopped', reason, step: stepPath(step) };
      }
      const passed = end.kind === 'exited' && end.code === 0;
      // The next step begins in the same moment: one event tells both.
      const silent = passed && index + 1 < this.order.steps.length;
      this.#advance({ type: 'step-ended', index, status: passed ? 'passed' : 'failed' }, silent);
      if (!passed) return { kind: 'failed', step: stepPath(step), end };
    }
    return { kind: 'passed' };
  }

  async #runStep(step: BuildPlanStep): Promise<ProcessEnd> {
    const ticker = setInterval(() => {
      // Ticks of an hour without a server would only be in the way of what matters.
      if (this.#tools.publisher.isLive()) this.#tick();
    }, TICK_MS);
    const timer =
      step.timeoutMs === null
        ? undefined
        : this.#timeOut(`Step “${stepPath(step)}”`, step.timeoutMs);
    const { onLine, onPartial, end } = this.#output.begin(stepPath(step));
    try {
      this.#process = this.#tools.startProcess(
        { ...step.process, env: { CI: 'true', ...step.process.env } },
        onLine,
        onPartial,
      );
      // A stop that came in this very moment has found no process yet.
      if (this.#stop) this.#process.stop();
      return await this.#process.ended;
    } finally {
      this.#process = null;
      clearInterval(ticker);
      clearTimeout(timer);
      end();
    }
  }

  /** A call, because it may have changed since it was looked at. */
  #stopReason(): StopReason | null {
    return this.#stop;
  }

  #timeOut(what: string, ms: number): NodeJS.Timeout {
    const minutes = ms / MINUTE_MS;
    const message = `${what} timed out after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
    return setTimeout(() => this.stop({ kind: 'timed-out', message }), ms);
  }

  /** In the log the lost run comes first: a line of its own tells where this one begins. */
  #markAttempt(): void {
    const { attempt } = this.order;
    const text = `Attempt ${attempt}: the build is run again from its first step`;
    if (attempt > 1) this.#output.note(text, 'warn');
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
    const isDue = Date.now() - this.#saidAt >= this.#heartbeatMs - TICK_MS;
    if (isDue || this.#output.hasNews) this.#tell();
  }

  #tell(): void {
    this.#saidAt = Date.now();
    const { steps, percent } = this.#progress;
    const running = steps.find(({ status }) => status === 'running');
    void this.#tools.publisher.store('build.progress', {
      projectId: this.order.projectId,
      data: {
        ...this.#ids(),
        heartbeatMs: this.#heartbeatMs,
        ...(percent === null ? {} : { percent }),
        steps: nestSteps(steps),
        ...(running === undefined ? {} : { step: stepPath(running) }),
        ...this.#cancelling(),
        ...this.#output.takeNews(),
      },
    });
  }

  #cancelling(): { cancelling?: true; cancelledBy?: string } {
    if (this.#stop?.kind !== 'cancelled') return {};
    const { by } = this.#stop;
    return { cancelling: true, ...(by === undefined ? {} : { cancelledBy: by }) };
  }

  #ids(): { buildId: string; attempt: number; number?: number } {
    const { buildId, attempt, number } = this.order;
    return { buildId, attempt, ...(number === undefined ? {} : { number }) };
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
      ...(this.#stop?.kind === 'handed-over' ? { handedOver: true } : {}),
    });
  }
}
