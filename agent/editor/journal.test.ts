import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Authority } from '../../src/lib/editing/Authority.ts';
import { EditingPage } from '../testing/editingPage.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import { openJournal } from './journal.ts';

const script = new URL('../testing/typeForever.ts', import.meta.url).pathname;

test('a process that is killed while it types loses nothing that it said is kept', async () => {
  const path = join(temporaryDirectory('slate-journal'), 'a', 'f1.journal');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(() => expect(said.split('\n').length).toBeGreaterThan(50));
  child.kill('SIGKILL');
  await once(child, 'close');
  const lastSaid = Number(said.split('\n').slice(0, -1).at(-1));
  const kept = openJournal(path).restore();
  expect(kept?.authority.epoch).toBe('first');
  expect(kept?.authority.docSeq).toBeGreaterThanOrEqual(lastSaid);
  expect(kept?.authority.text).toBe(`${'x'.repeat(kept?.authority.docSeq ?? 0)}one\n`);
});

function typed(count: number) {
  const path = join(temporaryDirectory('slate-journal'), 'f1.journal');
  const journal = openJournal(path);
  const authority = Authority.begin('e1', '');
  journal.begin(authority);
  const page = new EditingPage(authority);
  authority.openSession({ session: 's1', clientId: page.doc.clientID, userId: 'u1' });
  for (let n = 0; n < count; n++) {
    const submitted = authority.submit(
      page.edit((text) => text.insert(n, String(n))),
      'u1',
      n * 1_000,
      (entry) => journal.append(entry),
    );
    expect(submitted.kind).toBe('applied');
  }
  journal.close();
  return { path, authority };
}

test('half a record at the end is cut off, and what is appended later is found', () => {
  const { path } = typed(3);
  truncateSync(path, readFileSync(path).length - 2);
  const again = openJournal(path);
  expect(again.restore()?.authority.text).toBe('01');
  again.append({ kind: 'saved', docSeq: 2 });
  again.close();
  expect(openJournal(path).restore()?.authority.savedSeq).toBe(2);
});

test('what is no journal is none', () => {
  const { path } = typed(0);
  appendFileSync(path, 'garbage');
  expect(openJournal(path).restore()?.authority.text).toBe('');
  truncateSync(path, 3);
  expect(openJournal(path).restore()).toBeNull();
  expect(openJournal(join(path, 'missing')).restore()).toBeNull();
});
