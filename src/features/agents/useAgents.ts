import { useEffect, useState } from 'react';
import { useConnection, useMessaging, useSubject } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import { type AgentsState, applyAgentStatus, noAgents, withoutSilent } from './model.ts';

const ANSWER_TIMEOUT_MS = 4_000;
/** The quickest agent answers; the others have spoken soon after it. */
const OTHERS_MS = 1_000;
/** Without an answer: each agent that is there says so within this time. */
const HEARTBEAT_MS = 10_000;

/** The agents that are there, as they come and go. Without a connection nothing is known of them. */
export function useAgents(): AgentsState {
  const client = useMessaging();
  const connection = useConnection();
  const isLive = connection.status === 'live';
  const [{ agents, isKnown }, setState] = useState(noAgents);
  useSubject('slate.agent.status.*', (event) =>
    setState((before) => ({
      ...before,
      agents: applyAgentStatus(before.agents, event, Date.now()),
    })),
  );
  useEffect(() => {
    setState(noAgents);
    if (!isLive) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const knowIn = (ms: number) => {
      if (isOver) return;
      timer = setTimeout(() => setState((before) => ({ ...before, isKnown: true })), ms);
    };
    client.request('agent.announce', {}, {}, { timeoutMs: ANSWER_TIMEOUT_MS }).then(
      () => knowIn(OTHERS_MS),
      (error: unknown) => knowIn(isMessagingError(error, 'no-responders') ? 0 : HEARTBEAT_MS),
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, isLive]);
  const nextMs = Math.min(...Object.values(agents).map(({ untilMs }) => untilMs));
  useEffect(() => {
    if (nextMs === Infinity) return;
    const drop = () =>
      setState((before) => ({ ...before, agents: withoutSilent(before.agents, Date.now()) }));
    const timer = setTimeout(drop, Math.max(0, nextMs - Date.now()) + 1);
    return () => clearTimeout(timer);
  }, [nextMs]);
  return { agents, isKnown };
}
