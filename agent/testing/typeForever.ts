// A process to be killed: types in the document whose journal is the first argument, and prints the
// number of each change that is kept.
import { Authority } from '../../src/lib/editing/Authority.ts';
import { openJournal } from '../editor/journal.ts';
import { EditingPage } from './editingPage.ts';

const journal = openJournal(process.argv[2] ?? '');
const authority = Authority.begin('first', 'one\n');
journal.begin(authority);
const page = new EditingPage(authority);
const session = { session: page.session, clientId: page.doc.clientID, userId: 'u1' };
authority.openSession(session);
for (let now = 0; ; now += 1_000) {
  const submitted = authority.submit(
    page.edit((text) => text.insert(0, 'x')),
    'u1',
    now,
    (entry) => journal.append(entry),
  );
  if (submitted.kind !== 'applied') throw new Error(submitted.kind);
  process.stdout.write(`${submitted.entry.docSeq}\n`);
}
