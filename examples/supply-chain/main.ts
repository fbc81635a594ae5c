// A goods-in desk: each purchase order is handed to one desk, until one has booked it.
import { consume, createClient } from 'slate';
import { supplyChainCatalog } from 'slate/catalogs/supply-chain';
import { connectNatsWs } from 'slate/nats-ws';

const inboxPrefix = '_INBOX.editor';
const client = createClient({
  catalog: supplyChainCatalog,
  commands: {},
  connect: connectNatsWs({
    url: import.meta.env['VITE_NATS_URL'] ?? 'ws://127.0.0.1:4223',
    inboxPrefix,
    name: 'supply chain example',
  }),
  userId: 'example',
  inboxPrefix,
});

const main = document.querySelector('main') ?? document.body;
const desk = main.appendChild(document.createElement('section'));
const problem = main.appendChild(document.createElement('p'));
problem.role = 'status';
const booked = main.appendChild(document.createElement('ul'));
booked.ariaLabel = 'Booked';

consume(
  client,
  'execution.purchase_order.created',
  {
    name: 'desk',
    onProblem: (error) => {
      problem.textContent = error.message;
    },
  },
  async ({ event, deliveries, signal }) => {
    const order = event.payload?.purchase_order_id ?? event.id;
    const isBooked = await ask(`${order}, seen ${deliveries} times`, signal);
    // Not acknowledged: it is handed out again, here or at another desk.
    if (!isBooked) return { againAfterMs: 100 };
    booked.appendChild(document.createElement('li')).textContent = order;
    return 'done';
  },
);

/** Resolves with true when the order is booked, with false when it is to come again. */
function ask(order: string, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const text = document.createElement('p');
  text.textContent = order;
  const buttons = (['Book', 'Later'] as const).map((name) => {
    const button = document.createElement('button');
    button.textContent = name;
    button.addEventListener('click', () => resolve(name === 'Book'));
    return button;
  });
  signal.addEventListener('abort', () => resolve(false));
  desk.replaceChildren(text, ...buttons);
  return promise.finally(() => desk.replaceChildren());
}
