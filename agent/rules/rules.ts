import type { MessagingClient } from '../../src/lib/messaging/index.ts';
import { internalsOf } from '../../src/lib/messaging/internals.ts';
import { KeyValue } from '../broker/keyValue.ts';
import type { StreamKeeper } from '../broker/streams.ts';
import type { Say } from '../log.ts';
import type { Leases } from '../projects/records/leases.ts';
import type { Publisher } from '../publish/publisher.ts';
import { startRuleEngine } from './engine.ts';
import { createRuleStore, RULES_BUCKET } from './ruleStore.ts';
import { serveRules } from './serveRules.ts';

export interface RulesParts {
  readonly client: MessagingClient;
  readonly responder: Pick<MessagingClient, 'respond'>;
  readonly publisher: Pick<Publisher, 'send'>;
  readonly leases: Leases;
  readonly streams: Pick<StreamKeeper, 'isReady' | 'onReady'>;
  readonly say: Say;
}

/** Keeps rules and evaluates them. Returns what ends it. */
export function createRules(parts: RulesParts): () => Promise<void> {
  const store = createRuleStore(new KeyValue(internalsOf(parts.client), RULES_BUCKET));
  const engine = startRuleEngine({ ...parts, store });
  const stopServing = serveRules({ ...parts, store, onChanged: engine.reload });
  return () => {
    stopServing();
    return engine.stop();
  };
}
