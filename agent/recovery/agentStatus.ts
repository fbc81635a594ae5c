import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from '../dataFile.ts';
import { createFacts } from '../monitor/load.ts';
import { v4 as uuid } from 'uuid';
import { isToken, type MessagingClient } from '../../src/lib/messaging/index.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Hosting } from '../projects/records/hosting.ts';

const HEARTBEAT_MS = 10_000;
/** One message has to hold them. */
const MAX_PROJECTS = 5_000;

/** This agent: the name that people see, and the id that its status events carry. */
export interface AgentIdentity {
  /** Of this process: an agent that is started again is another one. */
  readonly id: string;
  readonly name: string;
}

/** @param name as configured; the machine's if undefined */
export function identify(name: string | undefined): AgentIdentity {
  return { id: uuid(), name: name ?? hostname() };
}

/** The id of the data directory in the bucket: an agent that is started again has the same. */
export function openAgentKey(dataDir: string): string {
  const file = dataFile(join(dataDir, 'agent-id.json'), z.object({ key: z.string() }), { key: '' });
  const { key } = file.read();
  if (isToken(key)) return key;
  const made = uuid();
  file.write({ key: made });
  return made;
}

export interface AgentStatusParts {
  readonly identity: AgentIdentity;
  readonly client: Pick<MessagingClient, 'onState'>;
  readonly responder: Pick<MessagingClient, 'respond' | 'getState' | 'onState'>;
  readonly publisher: Pick<Publisher, 'send' | 'isLive' | 'counts'>;
  readonly hosting: Pick<Hosting, 'list' | 'onProject'>;
}

export interface AgentStatus {
  /** Says it once more: something that pages ask for with it has changed. */
  announce(): void;
  /** Says that the agent stops. */
  stop(): void;
}

/**
 * Says that this agent is there and what it hosts: on every connection, when that changes, every
 * 10 s and when it is asked.
 */
export function announceAgent(parts: AgentStatusParts): AgentStatus {
  const { identity, client, responder, publisher, hosting } = parts;
  const { id: agentId, name } = identity;
  const facts = createFacts(publisher.counts);
  const send = (state: 'running' | 'stopped') => {
    if (!publisher.isLive()) return;
    const projects = hosting.list().map(({ projectId }) => projectId);
    publisher.send('agent.status', {
      agentId,
      data: {
        ...facts(),
        name,
        state,
        heartbeatMs: HEARTBEAT_MS,
        projects: projects.slice(0, MAX_PROJECTS),
      },
    });
  };
  let waits = false;
  /** Once for all that happens at a time. */
  const sendSoon = () => {
    if (waits) return;
    waits = true;
    queueMicrotask(() => {
      waits = false;
      send('running');
    });
  };
  /** Pages ask when they hear it: not only its publisher must have a connection by then. */
  let wasLive = '';
  const onState = () => {
    const isLive = `${publisher.isLive()} ${responder.getState().status === 'live'}`;
    if (isLive !== wasLive) sendSoon();
    wasLive = isLive;
  };
  const undos = [
    client.onState(onState),
    responder.onState(onState),
    hosting.onProject(() => {
      sendSoon();
      return sendSoon;
    }),
    responder.respond('agent.announce', {}, () => {
      send('running');
      return { agentId };
    }),
  ];
  const timer = setInterval(() => send('running'), HEARTBEAT_MS);
  return {
    announce: sendSoon,
    stop() {
      clearInterval(timer);
      for (const undo of undos) undo();
      send('stopped');
    },
  };
}
