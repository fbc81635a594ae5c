import { setTimeout as sleep } from 'node:timers/promises';
import {
  CommandRefusal,
  isMessagingError,
  type MessagingClient,
} from '../../src/lib/messaging/index.ts';
import type { StreamKeeper } from '../broker/streams.ts';
import { messageOf, type Say } from '../log.ts';
import type { Leases } from '../projects/records/leases.ts';
import { Superseded } from './progress.ts';
import type { RuleStore } from './ruleStore.ts';
import { runSession } from './session.ts';

/** Among agents that do not evaluate: how soon one takes over. */
const LOOK_AGAIN_MS = 2_000;
const EVALUATOR = 'rules';

export interface RuleEngineParts {
  readonly client: MessagingClient;
  readonly leases: Leases;
  readonly streams: Pick<StreamKeeper, 'isReady' | 'onReady'>;
  readonly store: RuleStore;
  readonly say: Say;
}

export interface RuleEngine {
  /** Rules have changed. */
  reload(): void;
  /** Notes how far it is, and lets another agent go on. */
  stop(): Promise<void>;
}

/**
 * Evaluates the rules for as long as this agent has the lease for it: of all agents exactly one
 * does, and the next one goes on where it has stopped.
 */
export function startRuleEngine(parts: RuleEngineParts): RuleEngine {
  const { client, leases, streams, store, say } = parts;
  const stopped = new AbortController();
  /** Ends the present session, or the pause between two. */
  let interrupted = new AbortController();
  const interrupt = () => interrupted.abort();

  const undos = [
    client.onState(() => {
      if (!streams.isReady()) interrupt();
    }),
    client.subscribe('slate.rule.changed.*', interrupt),
    leases.onLost((name) => {
      if (name !== EVALUATOR) return;
      giveBack = null;
      interrupt();
    }),
  ];
  streams.onReady(interrupt);

  /** Gives the lease back while this agent has it. */
  let giveBack: (() => Promise<void>) | null = null;
  const release = async () => {
    await giveBack?.();
    giveBack = null;
  };
  const turn = async (signal: AbortSignal) => {
    giveBack ??= await leases.take(EVALUATOR, 'rules');
    await runSession({ client, store, say, signal });
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      interrupted = new AbortController();
      const { signal } = interrupted;
      try {
        if (streams.isReady()) await turn(signal);
      } catch (error) {
        if (error instanceof Superseded) await release();
        report(error);
      }
      if (signal.aborted) continue;
      await sleep(LOOK_AGAIN_MS, undefined, { signal, ref: false }).catch(() => {});
    }
    await release();
  };
  let reported = '';
  /** What is normal between agents and around a lost connection is not worth a line. */
  const report = (error: unknown) => {
    if (isMessagingError(error, 'offline', 'closed', 'no-responders', 'timeout')) return;
    if (error instanceof CommandRefusal || error instanceof Superseded) return;
    const line = messageOf(error);
    if (line !== reported) say(`the rules can't be evaluated now: ${line}`);
    reported = line;
  };
  const running = run();
  return {
    reload: interrupt,
    async stop() {
      stopped.abort();
      interrupt();
      for (const undo of undos) undo();
      await running;
    },
  };
}
