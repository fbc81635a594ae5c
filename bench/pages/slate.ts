// Slate itself, the whole page as people get it; only its address and its name are given to it.
import { saveIdentity } from '../../src/features/identity/identity.ts';
import { numberIn } from './lineNumber.ts';
import { readTask, startProbe } from './probe.ts';

const { natsUrl, projectId, buildId } = readTask();
const start = new URLSearchParams(location.search).get('path') ?? '/';
const served = document.createElement('meta');
served.name = 'slate-nats-url';
served.content = natsUrl;
document.head.append(served);
saveIdentity(localStorage, { name: 'Bench', userId: 'bench' });
history.replaceState(null, '', start);

startProbe({
  newestShown() {
    const rows = document.querySelectorAll('[role=log] [data-n]');
    return numberIn(rows[rows.length - 1]?.textContent);
  },
  held: () => null,
  open: () => history.pushState({}, '', `/projects/${projectId}/builds/${buildId}`),
});
// It reads all of that when it is loaded.
await import('../../src/app/main.tsx');
