import '../../src/components/styles/tokens.css';
import '../../src/components/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectionBadge } from '../../src/features/connection/ConnectionBadge.tsx';
import { browserSignals, MessagingProvider, useOutbox } from '../../src/hooks/index.ts';
import { createClient, isMessagingError } from '../../src/lib/messaging/index.ts';
import { connectNatsWs } from '../../src/lib/messaging/connection/nats-ws.ts';
import { slateCatalog, slateCommands } from '../../src/catalogs/slate/index.ts';
import { openIndexedDbOutbox } from '../../src/lib/messaging/outbox/idb.ts';

// Slate's own page publishes nothing durably. This one does, as other products' pages may: with the
// agent's role and an outbox in the browser.

declare global {
  interface Window {
    /** Publishes lines durably, without waiting. */
    publishLines: (sessionId: string, lines: readonly string[]) => void;
    /** What became of each line: an outcome, or an error's code. Nothing while it waits. */
    outcomes: Record<string, string>;
  }
}

const inboxPrefix = '_INBOX.agent';
const natsUrl =
  document.querySelector<HTMLMetaElement>('meta[name="slate-nats-url"]')?.content ?? '';

const client = createClient({
  catalog: slateCatalog,
  commands: slateCommands,
  connect: connectNatsWs({
    url: natsUrl,
    inboxPrefix,
    name: 'outbox page',
    user: 'agent',
    password: location.hash.slice(1),
  }),
  userId: 'outbox',
  inboxPrefix,
  network: browserSignals(),
  outbox: openIndexedDbOutbox('e2e'),
});

window.outcomes = {};
window.publishLines = (sessionId, lines) => {
  for (const message of lines) {
    client.publish('runtime.log', { sessionId, data: { message } }, { durable: true }).then(
      ({ outcome }) => (window.outcomes[message] = outcome),
      (error: unknown) => {
        window.outcomes[message] = isMessagingError(error) ? error.code : String(error);
      },
    );
  }
};

function OutboxStatus() {
  const { queued, storage, storageProblem } = useOutbox();
  return (
    <>
      {storage === 'failed' && <p role="alert">Not saved. {storageProblem}</p>}
      {queued > 0 && <p>{queued} queued</p>}
    </>
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <MessagingProvider client={client}>
      <ConnectionBadge />
      <OutboxStatus />
    </MessagingProvider>
  </StrictMode>,
);
