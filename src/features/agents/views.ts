import {
  defineView,
  isMessagingError,
  type MessagingClient,
  type OpenView,
  type Unsubscribe,
} from '../../lib/messaging/index.ts';
import { type AgentsState, applyAgentEvents, noAgents, withoutSilent } from './model.ts';

const ANSWER_TIMEOUT_MS = 4_000;
/** The quickest agent answers; the others have spoken soon after it. */
const OTHERS_MS = 1_000;
/** Without an answer: each agent that is there says so within this time. */
const HEARTBEAT_MS = 10_000;
const EXPIRE_MS = 1_000;

/** Which agents are there; unknown without a connection. */
export const agentsView = defineView({
  name: 'agents',
  subject: () => 'slate.agent.status.*',
  from: 'new',
  initial: noAgents,
  reduce: (state, deliveries, { now }) => applyAgentEvents(state, deliveries, now),
  expire: { everyMs: EXPIRE_MS, after: withoutSilent },
  attend: askOnEachConnection,
});

/** Asks all agents to say that they are there, and notes when all had the time to. */
function askOnEachConnection(client: MessagingClient, view: OpenView<AgentsState>): Unsubscribe {
  let since: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    const state = client.getState();
    const liveSince = state.status === 'live' ? state.since : null;
    if (liveSince === since) return;
    since = liveSince;
    clearTimeout(timer);
    view.update(() => noAgents);
    if (liveSince === null) return;
    const knowIn = (ms: number) => {
      if (since !== liveSince) return;
      timer = setTimeout(() => view.update((agents) => ({ ...agents, isKnown: true })), ms);
    };
    client.request('agent.announce', {}, {}, { timeoutMs: ANSWER_TIMEOUT_MS }).then(
      () => knowIn(OTHERS_MS),
      (error: unknown) => knowIn(isMessagingError(error, 'no-responders') ? 0 : HEARTBEAT_MS),
    );
  };
  const stop = client.onState(ask);
  ask();
  return () => {
    stop();
    since = null;
    clearTimeout(timer);
  };
}
