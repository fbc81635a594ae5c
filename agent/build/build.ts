import { assertNever } from '../../src/lib/assertNever.ts';
import type { BuildGit, SlateFields } from '../../src/catalogs/slate/index.ts';
import { type CollectedArtifacts, collectArtifacts } from './artifacts.ts';
import type { BuildOrder, BuildTools, RunEnd, StopReason } from './buildOrder.ts';
import { BuildOutput } from './buildOutput.ts';
import { type BuildProgress, nextProgress, planBuild, type StepEvent } from './buildProgress.ts';
import { describeFailure } from './describeFailure.ts';
import { readGit } from './git.ts';
import { waitStored } from '../publish/publisher.ts';
import type { ProcessEnd, RunningProcess } from '../process/process.ts';
import type { BuildPlanStep } from '../projects/projectFile.ts';
import { nestSteps, stepPath } from './steps.ts';

/** A moving bar needs no more; every event is stored. */
const TICK_MS = 500;
/** A reader that hears nothing for several of these knows that something is wrong. */
const HEARTBEAT_MS = 10_000;

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
    const { projectId, buildId, dir, startedBy, retryOf, steps, from } = this.order;
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
        ...(retryOf ? { retryOf } : {}),
        ...(from > 0 && first ? { fromStep: stepPath(first) } : {}),
      },
    });
    await waitStored(started);
    this.#markAttempt();
    const outcome = await this.#runSteps();
    const endedAt = Date.now();
    await waitStored(this.#output.stored);
    const end = await this.#publishEnd(outcome, endedAt);
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
      if (this.#stop) {
        this.#advance({ type: 'step-ended', index, status: 'cancelled' });
        return { kind: 'stopped', reason: this.#stop, step: stepPath(step) };
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
    const { onLine, onPartial, end } = this.#output.begin(stepPath(step));
    try {
      this.#process = this.#tools.startProcess(step.process, onLine, onPartial);
      // A stop that came in this very moment has found no process yet.
      if (this.#stop) this.#process.stop();
      return await this.#process.ended;
    } finally {
      this.#process = null;
      clearInterval(ticker);
      end();
    }
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
        percent,
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

  async #publishEnd(outcome: Outcome, endedAt: number): Promise<RunEnd> {
    const { projectId } = this.order;
    const { publisher } = this.#tools;
    const data = {
      ...this.#ids(),
      ...this.#git,
      durationMs: Math.max(0, endedAt - this.#startedAt),
      steps: nestSteps(this.#progress.steps),
      ...this.#output.annotations(),
    };
    switch (outcome.kind) {
      case 'passed':
        await publisher.store('build.completed', {
          projectId,
          data: { ...data, ...(await this.#keep(null, null)) },
        });
        return 'ended';
      case 'failed':
        await this.#fail({
          ...data,
          step: outcome.step,
          exitCode: outcome.end.kind === 'exited' ? outcome.end.code : null,
          message: describeFailure(outcome.step, outcome.end),
          // What lies there from before would pass for this build's.
          ...(await this.#keep(outcome.step, this.#startedAt)),
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
    const { projectId, attempt, startedBy } = this.order;
    const { publisher } = this.#tools;
    switch (reason.kind) {
      case 'cancelled': {
        const { by } = reason;
        this.#remember(data.step ?? null, { artifacts: [], omitted: 0 });
        await publisher.store('build.cancelled', {
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
        await waitStored(
          publisher.store('build.queued', {
            projectId,
            data: { ...this.#ids(), attempt: attempt + 1, ...(startedBy ? { startedBy } : {}) },
          }),
        );
        return 'handed-over';
      case 'taken-over':
        return 'taken-over';
      default:
        return assertNever(reason);
    }
  }

  /** Looks for what the build has made, remembers it, and returns what is told of it. */
  async #keep(endedAt: string | null, since: number | null): Promise<MadeData> {
    const { dir, artifacts: patterns } = this.order;
    const made = await collectArtifacts(dir, patterns, since);
    this.#remember(endedAt, made);
    if (patterns.length === 0) return {};
    return {
      artifacts: made.artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
      ...(made.omitted > 0 ? { artifactsOmitted: made.omitted } : {}),
    };
  }

  #remember(endedAt: string | null, { artifacts }: CollectedArtifacts): void {
    const { projectId, buildId } = this.order;
    this.#tools.records.end({ projectId, buildId, endedAt, artifacts: [...artifacts] });
  }

  #fail(data: FailedData): Promise<void> {
    const { projectId } = this.order;
    return this.#tools.publisher.store('build.failed', {
      projectId,
      data: { ...data, lastLines: [...this.#output.lastLines] },
    });
  }
}

type FailedData = NonNullable<SlateFields<'build.failed'>['data']>;
type MadeData = Pick<FailedData, 'artifacts' | 'artifactsOmitted'>;
type EndData = Required<Pick<FailedData, 'buildId' | 'attempt' | 'durationMs' | 'steps'>>;
