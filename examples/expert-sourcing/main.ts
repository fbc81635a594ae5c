// The experts who were found for projects, with the last score of each.
import { createClient } from 'slate';
import { expertSourcingCatalog } from 'slate/catalogs/expert-sourcing';
import { connectNatsWs } from 'slate/nats-ws';

const inboxPrefix = '_INBOX.editor';
const client = createClient({
  catalog: expertSourcingCatalog,
  commands: {},
  connect: connectNatsWs({
    url: import.meta.env['VITE_NATS_URL'] ?? 'ws://127.0.0.1:4223',
    inboxPrefix,
    name: 'expert sourcing example',
  }),
  userId: 'example',
  inboxPrefix,
});

const main = document.querySelector('main') ?? document.body;
const list = main.appendChild(document.createElement('ul'));
list.ariaLabel = 'Matches';
const count = main.appendChild(document.createElement('p'));
count.role = 'status';

const scores = new Map<string, string>();
let events = 0;

client.follow('matching.project.*.freelancer.*.identified', 'all', {
  onEvents(deliveries) {
    for (const { event } of deliveries) {
      // The ids are those of the subject: the body need not repeat them.
      scores.set(`${event.freelancerId} for ${event.projectId}`, `${event.data?.score ?? '?'}`);
      events += 1;
    }
    list.replaceChildren(
      ...[...scores].map(([match, score]) => {
        const item = document.createElement('li');
        item.textContent = `${match}: ${score}`;
        return item;
      }),
    );
    count.textContent = `${events} events`;
  },
});
