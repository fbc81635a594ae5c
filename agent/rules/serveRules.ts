import {
  checkRule,
  type Rule,
  type RuleDraft,
  ruleLimits,
} from '../../src/catalogs/slate/index.ts';
import {
  CommandRefusal,
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import { internalsOf } from '../../src/lib/messaging/internals.ts';
import { createOnce } from '../idempotency.ts';
import { shownName } from '../projects/shownName.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { RuleStore } from './ruleStore.ts';
import { tryRule } from './tryRule.ts';

/** Any agent answers; one command, one agent. */
const byOneAgent = { queue: 'slate-agents' };
/** Trials at a time: each reads up to 100,000 messages. */
const MAX_TRIALS = 4;
const PROGRESS_MS = 200;

export interface ServeRulesParts {
  readonly client: MessagingClient;
  readonly responder: Pick<MessagingClient, 'respond'>;
  readonly publisher: Pick<Publisher, 'send'>;
  readonly store: RuleStore;
  readonly onChanged: () => void;
}

/** Answers the commands about rules. Returns the undo. */
export function serveRules(parts: ServeRulesParts): Unsubscribe {
  const { client, responder, publisher, store, onChanged } = parts;
  const once = createOnce();
  let trials = 0;

  const assertKept = () => {
    const state = client.getState();
    if (state.status === 'live' && state.jetstream === 'off') {
      throw new CommandRefusal(
        'failed',
        'Rules need JetStream, which keeps them and the events they watch: turn it on in nats-server.conf.',
      );
    }
  };
  /** The words of what went wrong between agent and server. */
  const withStore = async <T>(run: () => Promise<T>): Promise<T> => {
    assertKept();
    try {
      return await run();
    } catch (error) {
      if (!isMessagingError(error)) throw error;
      throw new CommandRefusal('failed', 'The agent could not reach the rules: try again.');
    }
  };
  const changed = (ruleId: string, data: { state: 'saved' | 'removed'; changedBy: string }) => {
    publisher.send('rule.changed', { ruleId, data });
    onChanged();
  };

  const save = async (ruleId: string, value: unknown, replaces: number, by: string) => {
    const draft = checked(client, value);
    const found = await store.find(ruleId);
    if (found.kind !== 'rule' && (await store.count()) >= ruleLimits.rules) {
      throw new CommandRefusal(
        'conflict',
        `There are ${ruleLimits.rules} rules: delete one first.`,
      );
    }
    const revision = await store.save(ruleId, draft, by, replaces);
    if (revision === null) throw await changedMeanwhile(store, ruleId);
    changed(ruleId, { state: 'saved', changedBy: by });
    const saved = await store.find(ruleId);
    return saved.kind === 'rule'
      ? saved.rule
      : { ...draft, ruleId, revision, updatedAt: Date.now(), updatedBy: by };
  };

  const undos: Unsubscribe[] = [
    responder.respond(
      'rule.list',
      {},
      () => withStore(async () => ({ rules: [...(await store.list())].sort(byName) })),
      byOneAgent,
    ),
    responder.respond(
      'rule.save',
      { ruleId: '*' },
      (input, { ruleId }, { userId, idempotencyKey }) =>
        once(idempotencyKey && `save ${ruleId} ${userId} ${idempotencyKey}`, () =>
          withStore(() =>
            save(ruleId, input.rule, input.revision, shownName(input.savedBy, userId)),
          ),
        ),
      byOneAgent,
    ),
    responder.respond(
      'rule.remove',
      { ruleId: '*' },
      (input, { ruleId }, { userId, idempotencyKey }) =>
        once(idempotencyKey && `remove ${ruleId} ${userId} ${idempotencyKey}`, () =>
          withStore(async () => {
            const revision = await store.remove(ruleId, input.revision);
            if (revision === null) throw await changedMeanwhile(store, ruleId);
            changed(ruleId, { state: 'removed', changedBy: shownName(input.removedBy, userId) });
            return { ruleId, revision };
          }),
        ),
      byOneAgent,
    ),
    responder.respond(
      'rule.try',
      { tryId: '*' },
      (input, { tryId }) =>
        withStore(async () => {
          const draft = checked(client, input.rule);
          if (!(input.sinceMs > 0 && input.sinceMs <= ruleLimits.tryMs)) {
            throw invalid([{ field: 'sinceMs', message: 'At most 7 days back.' }]);
          }
          if (trials >= MAX_TRIALS) {
            throw new CommandRefusal(
              'conflict',
              'Other rules are being tried: try again in a moment.',
            );
          }
          trials += 1;
          let saidAt = 0;
          try {
            const from = Date.now() - input.sinceMs;
            const trial = await tryRule(internalsOf(client), draft, from, (progress) => {
              if (performance.now() - saidAt < PROGRESS_MS) return;
              saidAt = performance.now();
              publisher.send('rule.trying', { tryId, data: { ...progress } });
            });
            return { ...trial, matches: [...trial.matches] };
          } finally {
            trials -= 1;
          }
        }),
      byOneAgent,
    ),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** @throws CommandRefusal that names each bad field */
function checked(client: MessagingClient, value: unknown): RuleDraft {
  const result = checkRule(value, internalsOf(client).catalog.streamsFor);
  if (!result.ok) throw invalid(result.problems);
  return result.draft;
}

function invalid(problems: readonly { field: string; message: string }[]): CommandRefusal {
  const [first] = problems;
  return new CommandRefusal('invalid', `${first?.field}: ${first?.message}`, { problems });
}

async function changedMeanwhile(store: RuleStore, ruleId: string): Promise<CommandRefusal> {
  const found = await store.find(ruleId);
  const theirs = found.kind === 'rule' ? found.rule : null;
  const words = theirs
    ? `${theirs.updatedBy} has changed this rule meanwhile.`
    : 'Somebody has deleted this rule meanwhile.';
  return new CommandRefusal('changed', words, { theirs });
}

const byName = (a: Rule, b: Rule) =>
  a.name.localeCompare(b.name) || a.ruleId.localeCompare(b.ruleId);
