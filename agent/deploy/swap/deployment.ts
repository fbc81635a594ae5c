import { v7 as uuidv7 } from 'uuid';
import { assertNever } from '../../../src/lib/assertNever.ts';
import { type Clock, CommandRefusal } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import type { Entities } from '../entities/entities.ts';
import type { PublishDeployEvent, ValidationResult } from '../events.ts';
import type { StartInstance } from '../instances.ts';
import type { Target } from '../proxy/target.ts';
import type { DeploymentRecord, LiveRecord, SwapRecord } from '../records.ts';
import { isOver, moveSwap, type SwapEffect, type SwapInput } from './machine.ts';
import { publishStep, type SwapNews } from './publishStep.ts';
import { Stage } from './stage.ts';
import type { SwapTimes } from './times.ts';
import { validateSwap } from './validate.ts';

export interface DeploymentParts {
  readonly projectId: string;
  readonly entities: Pick<Entities, 'get' | 'check'>;
  readonly start: StartInstance;
  readonly publish: PublishDeployEvent;
  readonly record: DeploymentRecord;
  /** On disk when it returns; throws if it can't be, and the step then does not happen. */
  readonly save: (record: DeploymentRecord) => void;
  /** What is wrong with the proxy, in words; null if it listens. */
  readonly proxyProblem: () => string | null;
  readonly clock: Clock;
  readonly times: SwapTimes;
  readonly say: Say;
}

export interface SwapOrder {
  readonly toEntityId: string;
  /** What the caller takes for live: null for nothing, undefined for whatever is. */
  readonly fromEntityId: string | null | undefined;
  readonly reason: string;
  readonly initiatedBy: string;
}

export interface SwapAnswer {
  readonly swapId: string;
  /** False if it was refused: the results say why. */
  readonly started: boolean;
  readonly results: readonly ValidationResult[];
}

/** What is live of one project, and the swap to what comes next: at most one at a time. */
export class Deployment {
  readonly #parts: DeploymentParts;
  readonly #stage: Stage;
  #swap: SwapRecord | null;
  #closed = false;

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
    this.#swap = parts.record.swap;
    this.#stage = new Stage({ ...parts, report: (input) => this.#move(input) });
  }

  /** Goes on where an agent that was killed or stopped has left off. */
  restore(): void {
    const { record, entities, say, projectId } = this.#parts;
    if (record.live) {
      const entity = entities.get(record.live.entityId);
      if (entity) this.#stage.setLive(entity, record.live, null);
      else say(`what was live of ${projectId} is no longer kept: it is not deployed any more`);
    }
    const at = this.#swap?.step.at;
    // What it kept to go back to has ended with it.
    if (at === 'switched') this.#move({ kind: 'settled' });
    else this.#move({ kind: 'given-up', reason: 'The agent was restarted.' });
    if (this.#swap?.published === false) this.#publish(this.#swap);
  }

  /** Where traffic goes now, or null. */
  target(): Target | null {
    return this.#stage.live?.target() ?? null;
  }

  describe() {
    return {
      live: this.#stage.live?.describe() ?? null,
      swap: this.#swap,
      /** Whether there is something to go back to. */
      canRollBack: this.#swap?.step.at === 'switched' && this.#stage.kept?.target() != null,
      draining: this.#stage.draining,
    };
  }

  /** The entities that must not be removed. */
  entitiesInUse(): ReadonlySet<string> {
    const { live, kept } = this.#stage;
    const ids = [live?.record.entityId, kept?.record.entityId];
    if (this.#isSwapping()) ids.push(this.#swap?.toEntityId);
    return new Set(ids.filter((id) => id !== undefined));
  }

  isBusy(): boolean {
    return this.#stage.live !== null || this.#isSwapping();
  }

  /** Looks at everything that would make a swap fail, and changes nothing. */
  validate(order: SwapOrder): Promise<readonly ValidationResult[]> {
    return validateSwap(order, {
      ...this.#parts,
      liveEntityId: this.#stage.live?.record.entityId ?? null,
      isSwapping: this.#isSwapping(),
    });
  }

  /**
   * Begins a swap. Resolves when it is validated; the rest is published as it happens.
   * @throws CommandRefusal 'conflict' while another one runs, 'failed' if it can't be recorded
   */
  async swap(order: SwapOrder): Promise<SwapAnswer> {
    const before = this.#swap?.swapId;
    this.#refuseBeside(before);
    const results = await this.validate(order);
    this.#refuseBeside(before);
    const problem = results.find(({ passed }) => !passed);
    // The time to go back from the last one ends here.
    if (!problem) this.#move({ kind: 'settled' });
    const { toEntityId, reason, initiatedBy } = order;
    const live = this.#stage.live?.record ?? null;
    const swap: SwapRecord = {
      ...{ swapId: uuidv7(), deploymentId: uuidv7(), from: live, toEntityId, reason, initiatedBy },
      number: this.#parts.entities.get(toEntityId)?.number ?? null,
      startedAt: this.#parts.clock.now(),
      sessionId: null,
      step: { at: 'validating' },
      published: false,
    };
    const { swapId } = swap;
    if (problem) {
      // It changes nothing, not even the way back: it is published and not kept.
      this.#publish(swap);
      this.#tell(swap, { kind: 'validated', results });
      this.#tell({ ...swap, step: { at: 'failed', reason: problem.message } }, { kind: 'step' });
      return { swapId, started: false, results };
    }
    try {
      this.#save(swap, live);
    } catch (error) {
      const why = `The agent could not record the swap: ${messageOf(error)}`;
      throw new CommandRefusal('failed', why);
    }
    this.#publish(swap);
    this.#tell(swap, { kind: 'validated', results });
    this.#move({ kind: 'validated' });
    return { swapId, started: true, results };
  }

  /** @throws CommandRefusal 'conflict' if there is nothing to go back to */
  rollBack(by: string): void {
    if (!this.describe().canRollBack) {
      throw new CommandRefusal(
        'conflict',
        'There is nothing to roll back to any more: deploy an earlier build instead.',
      );
    }
    this.#move({ kind: 'asked-back', reason: `${by} rolled it back.` });
  }

  /** Ends what is live, and a swap that is under way. */
  stop(by: string): void {
    this.#move({ kind: 'settled' });
    this.#move({ kind: 'given-up', reason: `${by} stopped the deployment.` });
    const { live } = this.#stage;
    if (!live) return;
    this.#stage.dropLive();
    this.#saveQuietly();
    this.#tell(this.#swap, { kind: 'stopped', live: live.record, by });
  }

  /** Ends all processes at once and keeps the record, for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#stage.close();
  }

  /** @param swapId the swap that the caller has seen last */
  #refuseBeside(swapId: string | undefined): void {
    if (this.#closed) throw new CommandRefusal('failed', 'The agent is stopping.');
    if (this.#isSwapping() || this.#swap?.swapId !== swapId) {
      throw new CommandRefusal('conflict', 'Another swap of this project is under way.');
    }
  }

  #isSwapping(): boolean {
    const at = this.#swap?.step.at;
    return at === 'validating' || at === 'starting';
  }

  #save(swap: SwapRecord | null, live: LiveRecord | null): void {
    this.#parts.save({ live, swap });
    this.#swap = swap;
  }

  #saveQuietly(): void {
    try {
      this.#save(this.#swap, this.#stage.live?.record ?? null);
    } catch (error) {
      const { projectId, say } = this.#parts;
      say(`the deployment of ${projectId} could not be recorded: ${messageOf(error)}`);
    }
  }

  /** One move of the machine: on disk first, then done, then published. */
  #move(input: SwapInput): void {
    const swap = this.#swap;
    if (!swap || this.#closed) return;
    const { clock, times } = this.#parts;
    const facts = { now: clock.now(), keptMs: this.target() ? times.keptMs : null };
    const { step, effects } = moveSwap(swap.step, input, facts);
    if (step === swap.step) return;
    if (step.at === swap.step.at) {
      this.#swap = { ...swap, step };
      return;
    }
    // That it is complete was said when traffic was switched.
    const isSaid = swap.step.at === 'switched' && step.at === 'completed' && swap.published;
    const next = { ...swap, step, published: isSaid };
    const live = this.#liveAfter(effects, swap);
    try {
      this.#save(next, live);
    } catch (error) {
      const reason = `The agent could not record the swap: ${messageOf(error)}`;
      if (!isOver(step) || effects.includes('switch')) {
        return this.#move({ kind: 'given-up', reason });
      }
      this.#swap = next;
    }
    for (const effect of effects) this.#do(effect, next, live);
    if (!isSaid) this.#publish(next);
  }

  #liveAfter(effects: readonly SwapEffect[], swap: SwapRecord): LiveRecord | null {
    if (effects.includes('switch')) {
      const { toEntityId, deploymentId } = swap;
      return { entityId: toEntityId, deploymentId, since: this.#parts.clock.now() };
    }
    if (effects.includes('switch-back')) return this.#stage.kept?.record ?? null;
    return this.#stage.live?.record ?? null;
  }

  #do(effect: SwapEffect, swap: SwapRecord, live: LiveRecord | null): void {
    switch (effect) {
      case 'start-new':
        void this.#stage.startNext(swap, (sessionId) => {
          if (this.#swap) this.#swap = { ...this.#swap, sessionId };
          this.#tell(swap, { kind: 'started', sessionId });
        });
        return;
      case 'switch':
        if (live) this.#stage.switchTo(live, swap.step.at === 'switched');
        return;
      case 'switch-back':
        return this.#stage.switchBack();
      case 'stop-new':
        return this.#stage.dropNext();
      case 'drain-old':
        return this.#stage.dropKept();
      default:
        assertNever(effect);
    }
  }

  #tell(swap: SwapRecord | null, news: SwapNews): void {
    void publishStep(this.#parts.publish, this.#parts.projectId, swap, news);
  }

  /** Publishes the step that a swap is at, and remembers when that is stored. */
  #publish(swap: SwapRecord): void {
    const { publish, projectId } = this.#parts;
    void publishStep(publish, projectId, swap, { kind: 'step' }).then(() => {
      const now = this.#swap;
      if (this.#closed || now?.swapId !== swap.swapId || now.step.at !== swap.step.at) return;
      this.#swap = { ...now, published: true };
      this.#saveQuietly();
    });
  }
}
