import type { Clock } from '../../../src/lib/messaging/index.ts';
import { v7 as uuidv7 } from 'uuid';
import { messageOf, type Say } from '../../log.ts';
import type { Entity } from '../entities/entities.ts';
import type { PublishDeployEvent } from '../events.ts';
import type { Instance, StartInstance } from '../instances.ts';
import type { Target } from '../proxy/target.ts';
import type { LiveRecord } from '../records.ts';
import type { SwapTimes } from './times.ts';
import { sleepOn, untilHealthy } from './instanceLife.ts';
import { FAILURES_ALLOWED, PASSES_NEEDED } from './machine.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export type Health =
  | { readonly state: 'starting' }
  | { readonly state: 'healthy' }
  | { readonly state: 'degraded'; readonly reason: string };

export interface LiveParts {
  readonly projectId: string;
  readonly entity: Entity;
  readonly record: LiveRecord;
  readonly publish: PublishDeployEvent;
  readonly start: StartInstance;
  readonly clock: Clock;
  readonly times: SwapTimes;
  readonly say: Say;
}

/** While a swap may still be rolled back, its machine judges what is seen. */
export interface Probation {
  readonly isLive: () => boolean;
  readonly isProbation: () => boolean;
  readonly onCheck: (passed: boolean) => void;
  readonly onBroke: (reason: string) => void;
}

/** Keeps the process of what is live running: watches its health, starts it again when it ends. */
export class LiveProcess {
  readonly #parts: LiveParts;
  readonly #probation: Probation;
  #instance: Instance | null;
  #health: Health;
  #released = false;

  /** @param instance what runs and is healthy already; null to start it */
  constructor(parts: LiveParts, instance: Instance | null, probation: Probation) {
    this.#parts = parts;
    this.#probation = probation;
    this.#instance = instance;
    this.#health = instance ? { state: 'healthy' } : { state: 'starting' };
  }

  get record(): LiveRecord {
    return this.#parts.record;
  }

  /** Null while it is started again. */
  target(): Target | null {
    return this.#instance?.target ?? null;
  }

  exited(): Promise<void> | null {
    return this.#instance?.exited ?? null;
  }

  describe() {
    const { record, entity } = this.#parts;
    return {
      ...record,
      number: entity.number,
      sessionId: this.#instance?.sessionId ?? null,
      health: this.#health,
      open: this.#instance?.target.counts() ?? { requests: 0, streams: 0 },
    };
  }

  /** Looks after it no more, and hands its process over. */
  release(): Instance | null {
    this.#released = true;
    const instance = this.#instance;
    this.#instance = null;
    return instance;
  }

  async close(): Promise<void> {
    const instance = this.release();
    instance?.target.cut();
    await instance?.stop();
  }

  /** Begins to look after it; call it once. Resolves when it is released. */
  async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#released) {
      const instance = this.#instance ?? (await this.#startAgain());
      if (instance && !this.#released) {
        retryMs = FIRST_RETRY_MS;
        await this.#watch(instance);
        if (this.#released) return;
        this.#instance = null;
        instance.target.cut();
        void instance.stop();
        const reason = 'Its process ended.';
        if (this.#probation.isProbation()) return this.#probation.onBroke(reason);
        this.#degrade(reason);
      }
      if (this.#released) return;
      await sleepOn(this.#parts.clock, retryMs);
      retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
    }
  }

  /** Starts a process, and resolves when it is healthy; null if it does not get there. */
  async #startAgain(): Promise<Instance | null> {
    const { start, entity, record, clock, times } = this.#parts;
    let instance: Instance;
    try {
      instance = await start(entity, record.deploymentId, undefined);
    } catch (error) {
      this.#degrade(messageOf(error));
      return null;
    }
    let passes = 0;
    const problem = await untilHealthy(instance, {
      ...{ clock, everyMs: times.checkMs, limitMs: times.healthyMs },
      isOn: () => !this.#released && passes < PASSES_NEEDED,
      onCheck: (passed) => {
        passes = passed ? passes + 1 : 0;
      },
    });
    if (problem !== null || this.#released) {
      void instance.stop();
      if (problem !== null) this.#degrade(problem);
      return null;
    }
    this.#instance = instance;
    this.#recover();
    return instance;
  }

  /** Resolves when its process has ended, or it was released. */
  async #watch(instance: Instance): Promise<void> {
    const { clock, times } = this.#parts;
    let failures = 0;
    let ended = false;
    const exited = instance.exited.then(() => {
      ended = true;
    });
    while (!this.#released && !ended) {
      const everyMs = this.#probation.isProbation() ? times.checkMs : times.calmCheckMs;
      await Promise.race([sleepOn(clock, everyMs), exited]);
      if (ended || this.#released) return;
      const passed = await Promise.race([instance.check(), exited.then(() => false)]);
      if (ended || this.#released) return;
      failures = passed ? 0 : failures + 1;
      if (this.#probation.isProbation()) this.#probation.onCheck(passed);
      else if (failures >= FAILURES_ALLOWED) this.#degrade('It fails its health check.');
      else if (passed) this.#recover();
    }
  }

  #degrade(reason: string): void {
    if (this.#released || !this.#probation.isLive()) return;
    const was = this.#health;
    this.#health = { state: 'degraded', reason };
    if (was.state === 'degraded' && was.reason === reason) return;
    this.#say('library.health.degraded', { reason });
  }

  #recover(): void {
    const was = this.#health;
    if (was.state === 'healthy') return;
    this.#health = { state: 'healthy' };
    this.#say('library.health.recovered', {});
  }

  #say(
    name: 'library.health.degraded' | 'library.health.recovered',
    data: Readonly<Record<string, unknown>>,
  ): void {
    const { publish, projectId, record } = this.#parts;
    void publish({
      name,
      eventId: uuidv7(),
      entityId: record.entityId,
      deploymentId: record.deploymentId,
      data: { ...data, project_id: projectId },
    });
  }
}
