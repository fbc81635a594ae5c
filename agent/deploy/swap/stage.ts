import type { Clock } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import type { Entities, Entity } from '../entities/entities.ts';
import type { PublishDeployEvent } from '../events.ts';
import type { Instance, StartInstance } from '../instances.ts';
import type { LiveRecord, SwapRecord } from '../records.ts';
import { endInstance, untilHealthy } from './instanceLife.ts';
import { LiveProcess } from './liveProcess.ts';
import type { SwapInput } from './machine.ts';
import type { SwapTimes } from './times.ts';

export interface StageParts {
  readonly projectId: string;
  readonly entities: Pick<Entities, 'get'>;
  readonly start: StartInstance;
  readonly publish: PublishDeployEvent;
  readonly clock: Clock;
  readonly times: SwapTimes;
  readonly say: Say;
  /** What is seen of the processes, for the machine. */
  readonly report: (input: SwapInput) => void;
}

/** The processes of one project's deployment: what is live, what comes next, what leaves. */
export class Stage {
  readonly #parts: StageParts;
  #live: LiveProcess | null = null;
  /** What was live before, while it may be gone back to. */
  #kept: LiveProcess | null = null;
  /** Of the swap under way; ended by whatever follows it. */
  #attempt = new AbortController();
  #next: Instance | null = null;
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  get live(): LiveProcess | null {
    return this.#live;
  }

  get kept(): LiveProcess | null {
    return this.#kept;
  }

  /** How many processes still answer what they have begun. */
  get draining(): number {
    return this.#ending.size;
  }

  /** @param instance what runs already; null to start it */
  setLive(entity: Entity, record: LiveRecord, instance: Instance | null): void {
    const { report, ...parts } = this.#parts;
    const live: LiveProcess = new LiveProcess({ ...parts, entity, record }, instance, {
      isLive: () => this.#live === live,
      isProbation: () => this.#live === live && this.#kept !== null,
      onCheck: (passed) => report({ kind: 'checked', passed }),
      onBroke: (reason) => report({ kind: 'broke', reason }),
    });
    this.#live = live;
    void live.run();
  }

  /** Starts the process of a swap and reports what becomes of it. */
  async startNext(swap: SwapRecord, onStarted: (sessionId: string) => void): Promise<void> {
    const { entities, start, times, clock, report } = this.#parts;
    const { signal } = (this.#attempt = new AbortController());
    let instance: Instance;
    try {
      const entity = entities.get(swap.toEntityId);
      if (!entity) throw new Error('It is no longer kept.');
      instance = await start(entity, swap.deploymentId, swap.initiatedBy);
    } catch (error) {
      if (!signal.aborted) report({ kind: 'broke', reason: messageOf(error) });
      return;
    }
    if (signal.aborted) return instance.stop();
    this.#next = instance;
    onStarted(instance.sessionId);
    const problem = await untilHealthy(instance, {
      ...{ clock, everyMs: times.checkMs, limitMs: times.healthyMs },
      isOn: () => !signal.aborted && this.#next === instance,
      onCheck: (passed) => report({ kind: 'checked', passed }),
    });
    if (problem !== null) report({ kind: 'broke', reason: problem });
  }

  dropNext(): void {
    this.#attempt.abort();
    if (this.#next) this.#end(this.#next, 0);
    this.#next = null;
  }

  /** Sends traffic to the new process, at once. @param keepsOld whether it may be gone back from */
  switchTo(record: LiveRecord, keepsOld: boolean): void {
    const instance = this.#next;
    if (!instance) return;
    this.#next = null;
    const old = this.#live;
    if (keepsOld) this.#kept = old;
    this.setLive(instance.entity, record, instance);
    if (!old) return;
    if (!keepsOld) return this.#drain(old);
    const settle = () => {
      if (this.#kept === old && !this.#closed) this.#parts.report({ kind: 'settled' });
    };
    const stopTimer = this.#parts.clock.after(this.#parts.times.keptMs, settle);
    void old.exited()?.then(() => {
      stopTimer();
      settle();
    });
  }

  /** What was live before is live again, at once. */
  switchBack(): void {
    const failed = this.#live;
    this.#live = this.#kept;
    this.#kept = null;
    if (failed) this.#drain(failed);
  }

  dropKept(): void {
    const kept = this.#kept;
    this.#kept = null;
    if (kept) this.#drain(kept);
  }

  dropLive(): void {
    const live = this.#live;
    this.#live = null;
    if (live) this.#drain(live);
  }

  /** Ends all processes at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#attempt.abort();
    const all = [this.#live, this.#kept].filter((one) => one !== null);
    await Promise.all([...all.map((one) => one.close()), this.#next?.stop()]);
  }

  #drain(live: LiveProcess): void {
    const instance = live.release();
    if (instance) this.#end(instance, this.#parts.times.drainMs);
  }

  #end(instance: Instance, drainMs: number): void {
    const ended: Promise<void> = endInstance(instance, drainMs, this.#parts.clock).finally(() =>
      this.#ending.delete(ended),
    );
    this.#ending.add(ended);
  }
}
