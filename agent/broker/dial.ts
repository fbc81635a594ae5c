import { openCatalog, openCommands } from '../../src/catalogs/open/index.ts';
import {
  createClient,
  type MessagingClient,
  type OpenOutbox,
} from '../../src/lib/messaging/index.ts';
import { messageOf, say } from '../log.ts';
import { connectNats } from './nats.ts';

/** Opens one of the agent's two connections, whose troubles go to its log. */
export function dial(
  natsUrl: string,
  user: 'agent' | 'responder',
  password: string,
  outbox?: OpenOutbox,
): MessagingClient {
  const inboxPrefix = `_INBOX.${user}`;
  const client = createClient({
    catalog: openCatalog,
    commands: openCommands,
    connect: connectNats({
      url: natsUrl,
      user,
      password,
      inboxPrefix,
      name: `slate ${user}`,
    }),
    userId: 'agent',
    inboxPrefix,
    ...(outbox ? { outbox } : {}),
    onProblem(problem) {
      if (problem.kind === 'denied') {
        say(`NATS denied ${user}: ${problem.operation} ${problem.subject}`);
      } else if (problem.kind === 'handler-error') {
        say(`a command failed: ${messageOf(problem.error)}`);
      } else if (problem.kind === 'unsendable') {
        say(`${problem.subject} was queued and can't be stored: ${messageOf(problem.error)}`);
      }
    },
  });
  sayStates(client, user, natsUrl);
  return client;
}

function sayStates(client: MessagingClient, user: string, url: string): void {
  let said = '';
  client.onState(() => {
    const state = client.getState();
    const line = (() => {
      switch (state.status) {
        case 'live':
          return `${user} connected to ${url}`;
        case 'signed-out':
          return `NATS refused ${user} at ${url}: ${state.reason}`;
        case 'connecting':
        case 'reconnecting':
        case 'offline':
          return state.lastError ? `${user} disconnected from ${url}; retrying` : said;
        case 'closed':
          return said;
      }
    })();
    if (line !== said) say(line);
    said = line;
  });
}

/** Resolves when the client has been live and the server has its subscriptions. */
export function untilLive(client: MessagingClient): Promise<void> {
  return new Promise((resolve) => {
    const undo = client.onState(check);
    check();
    function check(): void {
      const state = client.getState();
      // The first answer to a ping comes after the server has taken the subscriptions before it.
      if (state.status !== 'live' || state.rttMs === null) return;
      undo();
      resolve();
    }
  });
}
