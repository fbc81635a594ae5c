import type { CommandOutput, RuntimeStatus, SlateFields } from '../../src/catalogs/slate/index.ts';
import type { AgentIdentity } from '../recovery/agentStatus.ts';
import type { Flow } from '../broker/flow.ts';
import { guessLevel } from '../process/levels.ts';
import { type Publisher, waitStored } from '../publish/publisher.ts';
import { createLogBatches, type GatheredLines } from '../process/logBatches.ts';
import { createPartialLine } from '../process/partialLine.ts';
import type { ProcessEnd, ProcessSpec, RunningProcess, StartProcess } from '../process/process.ts';
import { treeMembers } from '../process/processTree.ts';
import { describeEnd } from '../process/describeEnd.ts';
import { describeCommand } from '../projects/projectFile.ts';
import type { UnfinishedWork } from '../recovery/unfinished.ts';
import { createUsageHistory, createUsageMeter } from './usage.ts';

const STATUS_MS = 2_000;

/** What runtimes need of the world. */
export interface SessionTools {
  /** Who runs them. */
  readonly agent: AgentIdentity;
  readonly publisher: Publisher;
  readonly startProcess: StartProcess;
  readonly running: UnfinishedWork;
  /** See createFlows. */
  readonly createFlow: () => Flow;
}

export interface SessionOrder {
  readonly projectId: string;
  readonly sessionId: string;
  readonly process: ProcessSpec;
  readonly startedBy: string | undefined;
  /** The session that ended for this one to begin. */
  readonly restartOf?: string;
  /** The deployment that it runs for; people stop that, not its process. */
  readonly deploymentId?: string;
}

export interface StopOptions {
  /** Who stopped it, as others read it. */
  readonly by?: string;
  readonly graceMs?: number;
  /** Why the agent stops it unasked; it then counts as failed. */
  readonly failure?: string;
}

/** One run of a project's program, from runtime.started to runtime.stopped. */
export class Session {
  readonly order: SessionOrder;
  readonly #tools: SessionTools;
  readonly #process: RunningProcess;
  readonly #startedAt = Date.now();
  readonly #measure = createUsageMeter();
  readonly #flow: Flow;
  readonly #log = createLogBatches<null>({
    send: (lines, _, timestamp) => this.#store(lines, timestamp),
    isSame: () => true,
  });
  readonly #history = createUsageHistory();
  #state: RuntimeStatus['state'] = 'running';
  #usage = { cpuPercent: 0, memoryBytes: 0 };
  #endedAt: number | null = null;
  #exitCode: number | null = null;
  #stopAsked = false;
  #stoppedBy: string | undefined;
  #stopFailure: string | null = null;
  /** Resolves when its beginning is stored, or never will be. */
  #begun: Promise<void> = Promise.resolve();
  readonly #partial = createPartialLine((message) => this.#sendPartial(message));
  /** Resolves when its process is gone. Never rejects. */
  readonly exited: Promise<void>;
  /** Resolves when its end is stored (or never will be). Never rejects. */
  readonly done: Promise<void>;
  /** Why it could not start, or null. */
  readonly startFailure: Promise<string | null>;

  /** Starts the process at once. */
  constructor(order: SessionOrder, tools: SessionTools) {
    this.order = order;
    this.#tools = tools;
    this.#flow = tools.createFlow();
    const { projectId, sessionId, startedBy, restartOf, deploymentId } = order;
    tools.running.saveSession({ projectId, sessionId, startedAt: this.#startedAt });
    let started: Promise<void> | undefined;
    const onLine = (message: string) => {
      this.#partial.end();
      if (started === undefined) return this.#take(message);
      return started.then(() => this.#take(message));
    };
    this.#process = tools.startProcess(order.process, onLine, this.#partial.changed);
    const { tree } = this.#process;
    if (tree) {
      const stored = tools.publisher.store('runtime.started', {
        sessionId,
        data: {
          projectId,
          command: describeCommand(order.process),
          pid: tree.pid,
          agent: { ...tools.agent },
          heartbeatMs: STATUS_MS,
          ...(startedBy ? { startedBy } : {}),
          ...(restartOf ? { restartOf } : {}),
          ...(deploymentId ? { deploymentId } : {}),
        },
      });
      started = waitStored(stored).then(() => {
        started = undefined;
      });
      this.#begun = started;
    }
    this.startFailure = tree
      ? Promise.resolve(null)
      : this.#process.ended.then((end) =>
          end.kind === 'failed-to-start' ? end.message : 'It could not start.',
        );
    this.exited = this.#process.ended.then(() => undefined);
    this.done = this.#watch();
  }

  get isRunning(): boolean {
    return this.#endedAt === null;
  }

  /** The first call counts. */
  stop({ by, graceMs, failure }: StopOptions = {}): void {
    if (!this.#stopAsked) {
      this.#stoppedBy = by;
      this.#stopFailure = failure ?? null;
    }
    this.#stopAsked = true;
    this.#process.stop(graceMs);
  }

  /** As runtime.status and project.get answer. */
  status(): RuntimeStatus {
    const { projectId, sessionId, deploymentId } = this.order;
    const pid = this.#process.tree?.pid;
    return {
      sessionId,
      projectId,
      ...(deploymentId ? { deploymentId } : {}),
      state: this.#state,
      startedAt: this.#startedAt,
      uptimeMs: this.#uptimeMs(),
      ...(this.isRunning ? this.#usage : { exitCode: this.#exitCode }),
      ...(this.isRunning && pid !== undefined ? { pid } : {}),
    };
  }

  /** With the figures of its last minutes, also when it has ended. */
  statusAndHistory(): CommandOutput<'runtime.status'> {
    return { ...this.status(), ...this.#promise(), samples: this.#history.list() };
  }

  /** The same as a status event. */
  statusEvent(): SlateFields<'runtime.status'> {
    const { sessionId, startedAt: _, ...data } = this.status();
    return { sessionId, data: { ...data, ...this.#promise() } };
  }

  /** How often it publishes its status. */
  #promise(): { heartbeatMs?: number } {
    return this.isRunning ? { heartbeatMs: STATUS_MS } : {};
  }

  #take(line: string): Promise<void> | undefined {
    this.#log.add(line, guessLevel(line), null);
    return this.#flow.wait();
  }

  #store(lines: GatheredLines, timestamp: number): Promise<void> {
    const { projectId, sessionId } = this.order;
    const stored = this.#tools.publisher.store('runtime.log', {
      sessionId,
      timestamp,
      data: { ...lines, projectId },
    });
    this.#flow.add(stored, lines.message.length);
    return stored;
  }

  #sendPartial(message: string): void {
    const { sessionId } = this.order;
    this.#tools.publisher.send('runtime.partial', { sessionId, data: { message } });
  }

  #uptimeMs(): number {
    return Math.max(0, (this.#endedAt ?? Date.now()) - this.#startedAt);
  }

  async #watch(): Promise<void> {
    const { publisher, running } = this.#tools;
    const { projectId, sessionId } = this.order;
    const timer = setInterval(() => void this.#sendStatus(), STATUS_MS);
    void this.#sendStatus();
    const end = await this.#process.ended;
    clearInterval(timer);
    this.#partial.end();
    this.#endedAt = Date.now();
    this.#exitCode = end.kind === 'exited' ? end.code : null;
    const message = this.#stopAsked ? this.#stopFailure : describeFailure(end);
    this.#state = message === null ? 'stopped' : 'failed';
    // They are of several subjects, and a stream keeps order within each only.
    await this.#begun;
    await waitStored(this.#log.flush());
    if (message !== null) {
      await publisher.store('runtime.error', { sessionId, data: { projectId, message } });
    }
    const stopped = publisher.store('runtime.stopped', {
      sessionId,
      data: {
        projectId,
        exitCode: this.#exitCode,
        signal: end.kind === 'signalled' ? end.signal : null,
        uptimeMs: this.#uptimeMs(),
        ...(this.#stoppedBy === undefined ? {} : { stoppedBy: this.#stoppedBy }),
      },
    });
    publisher.send('runtime.status', this.statusEvent());
    await stopped;
    running.removeSession(sessionId);
  }

  async #sendStatus(): Promise<void> {
    const { tree } = this.#process;
    if (!tree) return;
    const members = await treeMembers(tree);
    if (!this.isRunning) return;
    this.#usage = this.#measure(members);
    // One moment for both, so that a reader of history and events knows them for the same.
    const timestamp = Date.now();
    this.#history.add({ at: timestamp, ...this.#usage });
    this.#tools.publisher.send('runtime.status', { ...this.statusEvent(), timestamp });
  }
}

const describeFailure = (end: ProcessEnd) =>
  end.kind === 'exited' && end.code === 0 ? null : describeEnd('It', end, 'ended');
