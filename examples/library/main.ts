// What is deployed, by the events of the library catalog, and whether a swap would be possible.
import { createClient, isMessagingError } from 'slate';
import { libraryCatalog, libraryCommands } from 'slate/catalogs/library';
import { connectNatsWs } from 'slate/nats-ws';

const inboxPrefix = '_INBOX.editor';
const client = createClient({
  catalog: libraryCatalog,
  commands: libraryCommands,
  connect: connectNatsWs({
    url: import.meta.env['VITE_NATS_URL'] ?? 'ws://127.0.0.1:4223',
    inboxPrefix,
    name: 'library example',
  }),
  userId: 'example',
  inboxPrefix,
});

const main = document.querySelector('main') ?? document.body;
const list = main.appendChild(document.createElement('ul'));
list.ariaLabel = 'Entities';
const answer = main.appendChild(document.createElement('p'));
answer.role = 'status';

const states = new Map<string, string>();

client.follow('library.*.*', 'all', {
  onEvents(deliveries) {
    for (const { event } of deliveries) {
      const { entity_id: entityId, event_type: type } = event;
      // Events of swaps name two entities in their data.
      if (typeof entityId === 'string') states.set(entityId, type.replace('library.', ''));
    }
    list.replaceChildren(...[...states].map(([id, state]) => row(id, state)));
  },
});

function row(entityId: string, state: string): HTMLLIElement {
  const item = document.createElement('li');
  item.textContent = `${entityId}: ${state} `;
  const button = item.appendChild(document.createElement('button'));
  button.textContent = `Validate a swap to ${entityId}`;
  button.addEventListener('click', () => void validate(entityId));
  return item;
}

async function validate(entityId: string): Promise<void> {
  const from = [...states.keys()].find((id) => id !== entityId) ?? entityId;
  const input = { from_entity_id: from, to_entity_id: entityId, initiated_by: 'example' };
  try {
    const { success, message } = await client.request('library.swap.validate', {}, input);
    answer.textContent = `${success ? 'Possible' : 'Not possible'}: ${message}`;
  } catch (error) {
    answer.textContent = isMessagingError(error) ? error.message : String(error);
  }
}
