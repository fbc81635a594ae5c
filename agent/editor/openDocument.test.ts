import { chmodSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/lib/editing/hash.ts';
import { createEditorBench, textOf, write } from '../testing/editorBench.ts';
import { until } from '../testing/workbench.ts';
import { journalPath, openJournal } from './journal.ts';

describe('an open document', () => {
  test('is saved with the line ends, mark and mode of its file, and makes no echo', async () => {
    const { path, begin, published, count } = createEditorBench('\ufeffone\r\n🚀\r\n');
    chmodSync(path, 0o755);
    const { document } = await begin();
    const page = write(document);
    document.receive(
      page.edit((text) => text.insert(3, '!')),
      'u1',
    );
    await until(() => expect(count('saved')).toBe(1));
    expect(readFileSync(path, 'utf8')).toBe('\ufeffone!\r\n🚀\r\n');
    expect(statSync(path).mode & 0o777).toBe(0o755);
    // An edit on disk comes after whatever our own save could have caused.
    writeFileSync(path, '\ufeffone!\r\n🚀\r\nmore\r\n');
    await until(() => expect(textOf(document)).toBe('one!\n🚀\nmore\n'));
    expect(published.flatMap((one) => (one.kind === 'applied' ? [one.session] : []))).toEqual([
      's1',
      '',
    ]);
  });

  test('that is only opened leaves its file as it is', async () => {
    const { path, begin } = createEditorBench('one\r\n');
    utimesSync(path, 1_000, 1_000);
    const { document, end } = await begin();
    await document.flush();
    await end();
    expect(statSync(path).mtimeMs).toBe(1_000_000);
  });

  test('keeps what is typed when its file is edited on disk at the same time', async () => {
    const { path, begin } = createEditorBench('one\ntwo\nthree\n');
    const { document } = await begin();
    const page = write(document);
    document.receive(
      page.edit((text) => text.insert(0, 'typed ')),
      'u1',
    );
    writeFileSync(path, 'one\ntwo\nTHREE\n');
    await until(() => {
      expect(textOf(document)).toBe('typed one\ntwo\nTHREE\n');
      expect(readFileSync(path, 'utf8')).toBe('typed one\ntwo\nTHREE\n');
    });
  });

  test('has what was typed and what changed on disk while the agent was gone', async () => {
    const { path, dataDir, begin } = createEditorBench('one\ntwo\n');
    const first = await begin();
    const journal = readFileSync(journalPath(dataDir, 'web', first.fileId));
    const page = write(first.document);
    first.document.receive(
      page.edit((text) => text.insert(0, 'typed ')),
      'u1',
    );
    const killed = readFileSync(journalPath(dataDir, 'web', first.fileId));
    expect(killed.length).toBeGreaterThan(journal.length);
    await first.end();
    // As kill -9 right after the update leaves it, and then somebody edits the file.
    writeFileSync(journalPath(dataDir, 'web', first.fileId), killed);
    writeFileSync(path, 'one\nTWO\n');
    const second = await begin();
    expect(second.fileId).toBe(first.fileId);
    expect(textOf(second.document)).toBe('typed one\nTWO\n');
    await second.document.flush();
    expect(readFileSync(path, 'utf8')).toBe('typed one\nTWO\n');
    const content = second.document.content();
    expect('authority' in content && content.authority.epoch).toBe('e1');
  });

  test('knows its own write after it was killed before it could note it', async () => {
    const { path, dataDir, begin } = createEditorBench('one\n');
    const first = await begin();
    const page = write(first.document);
    first.document.receive(
      page.edit((text) => text.insert(0, 'typed ')),
      'u1',
    );
    const killed = readFileSync(journalPath(dataDir, 'web', first.fileId));
    await first.end();
    const journal = openJournal(journalPath(dataDir, 'web', first.fileId));
    writeFileSync(journalPath(dataDir, 'web', first.fileId), killed);
    journal.append({ kind: 'saving', docSeq: 1, hash: contentHash('typed one\n') });
    journal.close();
    writeFileSync(path, 'typed one\n');
    const { document } = await begin();
    expect(textOf(document)).toBe('typed one\n');
  });

  test.each([
    ['a\r\nb\n', 'This file mixes line endings (LF and CRLF): it can’t be edited here.'],
    [Uint8Array.of(65, 0, 66), 'This file is binary: it can’t be shown here.'],
    [Uint8Array.of(65, 0xff, 66), 'This file is not in UTF-8: it can’t be edited here.'],
    [
      'x'.repeat(1024 * 1024 + 1),
      'This file is larger than 1 MB: it can’t be edited here, and only its beginning is shown.',
    ],
  ])('is read-only, with a reason', async (content, reason) => {
    const { begin } = createEditorBench(content);
    const { document } = await begin();
    expect(document.content()).toMatchObject({ plain: { reason } });
  });

  test('refuses who writes where nothing may be changed, and says why', async () => {
    const { path, begin, published, setReadOnly } = createEditorBench('one\n');
    setReadOnly('This project is read-only.');
    const { document } = await begin();
    const page = write(document);
    document.receive(
      page.edit((text) => text.insert(0, 'x')),
      'u1',
    );
    expect(published).toMatchObject([{ kind: 'refused', reason: 'read-only' }]);
    expect(document.readOnlyReason()).toBe('This project is read-only.');
    await document.flush();
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('does not bring back a file that was deleted under it', async () => {
    const { path, begin, count } = createEditorBench('one\n');
    const { document, files } = await begin();
    const page = write(document);
    rmSync(path);
    await files.rescan();
    await until(() => expect(document.readOnlyReason()).toBe('This file was deleted.'));
    document.receive(
      page.edit((text) => text.insert(0, 'x')),
      'u1',
    );
    expect(count('refused')).toBe(1);
    await document.flush();
    expect(() => statSync(path)).toThrow();
  });
});
