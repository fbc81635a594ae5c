import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Authority } from '../../src/lib/editing/Authority.ts';
import type { AuthorityMessage } from '../../src/lib/editing/messages.ts';
import { createEditorBench, systemError, textOf, write } from '../testing/editorBench.ts';
import { EditingPage } from '../testing/editingPage.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import { journalPath, openJournal } from './journal.ts';

const full = () => {
  throw systemError('ENOSPC');
};
const fine = () => {};
const kindsOf = (messages: readonly AuthorityMessage[]) => messages.map(({ kind }) => kind);

describe('a journal whose disk is full', () => {
  test('acks nothing, not even a repeat; what is typed is taken when there is room again', async () => {
    const { faults, published, begin, said, path } = createEditorBench('one\n');
    const first = await begin();
    const page = write(first.document);
    const typed = page.edit((text) => text.insert(0, 'typed '));
    faults.append = full;
    first.document.receive(typed, 'u1');
    first.document.receive(typed, 'u1');
    const refused = [
      { kind: 'unsaved', reason: 'the disk is full' },
      { kind: 'refused', session: 's1', n: 1, reason: 'storage' },
    ];
    expect(published).toMatchObject([...refused, ...refused]);
    expect(said.join('\n')).toContain('journal');
    expect(textOf(first.document)).toBe('one\n');
    faults.append = fine;
    first.document.receive(typed, 'u1');
    first.document.receive(typed, 'u1');
    expect(published.slice(4)).toMatchObject([
      { kind: 'applied', docSeq: 1, n: 1 },
      { kind: 'applied', docSeq: 1, n: 1, update: new Uint8Array() },
    ]);
    await first.end();
    const second = await begin();
    expect(textOf(second.document)).toBe('typed one\n');
    expect(readFileSync(path, 'utf8')).toBe('typed one\n');
    // The session is known there, too.
    second.document.receive(
      page.edit((text) => text.insert(0, 'more ')),
      'u1',
    );
    expect(published.at(-1)).toMatchObject({ kind: 'applied', docSeq: 2 });
  });

  test('takes an edit of the file in when there is room again', async () => {
    const { faults, published, begin, path, count } = createEditorBench('one\n', {
      saveRetryMs: 20,
    });
    const { document } = await begin();
    faults.append = full;
    writeFileSync(path, 'one\ntwo\n');
    await until(() => expect(count('unsaved')).toBeGreaterThan(1));
    expect(textOf(document)).toBe('one\n');
    faults.append = fine;
    await until(() => expect(textOf(document)).toBe('one\ntwo\n'));
    expect(published.at(-1)).toMatchObject({ kind: 'saved', docSeq: 1 });
  });

  test('keeps a file from being opened until there is room again', async () => {
    const { faults, begin } = createEditorBench('one\n');
    faults.begin = full;
    await expect(begin()).rejects.toMatchObject({ code: 'ENOSPC' });
    faults.begin = fine;
    expect(textOf((await begin()).document)).toBe('one\n');
  });

  test('keeps the old epoch when the document can’t be begun again, and then does it', async () => {
    const { faults, begin, said, count } = createEditorBench('', { digestIdleMs: 20 });
    const { document } = await begin();
    faults.begin = full;
    outgrow(document);
    await until(() => expect(said.join('\n')).toContain("can't be begun again"));
    expect(count('reset')).toBe(0);
    faults.begin = fine;
    await until(() => expect(count('reset')).toBe(1));
  });
});

/** Types and deletes until the history is far longer than the text. */
function outgrow(document: Parameters<typeof write>[0]): EditingPage {
  const page = write(document);
  for (let n = 0; n < 200; n++) {
    const update = page.edit((text) => {
      text.delete(0, text.length);
      for (let at = 0; at < 40; at++) text.insert(0, String.fromCharCode(97 + (at % 26)));
      for (let at = 0; at < 40; at += 2) text.delete(at / 2, 1);
    });
    document.receive(update, 'u1');
  }
  return page;
}

describe('a history that has grown too long', () => {
  test('is left behind once all is on disk: another epoch with the same text, also after a restart', async () => {
    const { published, begin, path, dataDir } = createEditorBench('', { digestIdleMs: 20 });
    const { document, fileId, end } = await begin();
    const page = outgrow(document);
    const { size } = statSync(journalPath(dataDir, 'web', fileId));
    const reset = { kind: 'reset', epoch: 'e1', reason: 'compacted' };
    await until(() => expect(published).toContainEqual(reset));
    const text = page.text.toJSON();
    expect(textOf(document)).toBe(text);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(statSync(journalPath(dataDir, 'web', fileId)).size).toBeLessThan(size / 50);
    // A page of the old epoch opens the file again, and is refused until it has.
    const update = page.edit((shared) => shared.insert(0, 'late'));
    const late = { session: 's1', n: update.n, reason: 'epoch' };
    document.receive(update, 'u1');
    expect(published).toContainEqual({ kind: 'refused', epoch: 'e2', ...late });
    await end();
    const again = (await begin()).document.content();
    expect(again).toMatchObject({ authority: { epoch: 'e2', docSeq: 0, text } });
  });
});

describe('a journal', () => {
  test('that is long is rolled up: the same document, in little room', async () => {
    const { begin, dataDir, count } = createEditorBench('', { digestIdleMs: 20 });
    const { document, fileId, end } = await begin();
    const page = write(document);
    const path = journalPath(dataDir, 'web', fileId);
    // The rate limit lets 8 MB pass at once.
    for (let n = 0; n < 6; n++) {
      document.receive(
        page.edit((text) => {
          text.delete(0, text.length);
          text.insert(0, String(n).repeat(900_000));
        }),
        'u1',
      );
    }
    expect(statSync(path).size).toBeGreaterThan(5_000_000);
    await until(() => expect(statSync(path).size).toBeLessThan(3_000_000));
    expect(count('reset')).toBe(0);
    const before = document.content();
    const { docSeq, epoch } = 'authority' in before ? before.authority : {};
    expect(docSeq).toBe(6);
    await end();
    const after = (await begin()).document;
    expect(textOf(after)).toBe('5'.repeat(900_000));
    expect(after.content()).toMatchObject({ authority: { docSeq, epoch, savedSeq: 6 } });
  });

  test('of which a full disk took half a record loses nothing that comes later', () => {
    const path = join(temporaryDirectory('slate-journal'), 'f1.journal');
    let room = Infinity;
    const journal = openJournal(path, (fd, bytes, at) => {
      if (room <= 0) throw systemError('ENOSPC');
      const count = Math.min(room, bytes.length - at, 7);
      room -= count;
      return writeSync(fd, bytes, at, count);
    });
    const authority = Authority.begin('e1', 'one\n');
    journal.begin(authority);
    const page = new EditingPage(authority);
    authority.openSession({ session: 's1', clientId: page.doc.clientID, userId: 'u1' });
    const type = (text: string) =>
      authority.submit(
        page.edit((shared) => shared.insert(0, text)),
        'u1',
        0,
        (entry) => journal.append(entry),
      );
    expect(type('a').kind).toBe('applied');
    room = 20;
    expect(type('b')).toMatchObject({ reason: 'storage' });
    room = Infinity;
    // What builds on it is refused as well: its page sends both again, in order.
    expect(type('c')).toMatchObject({ reason: 'invalid' });
    journal.append({ kind: 'saved', docSeq: 1 });
    journal.close();
    const kept = openJournal(path).restore();
    expect(kept?.authority.text).toBe('aone\n');
    expect(kept?.authority.savedSeq).toBe(1);
  });
});

describe('a file that can’t be written', () => {
  test.each(['EACCES', 'ENOSPC'])(
    'for %s: pages read why, and it is saved as it was when it can be',
    async (code) => {
      const { path, faults, begin, published, count } = createEditorBench('\ufeffone\r\n', {
        saveRetryMs: 20,
      });
      chmodSync(path, 0o640);
      const { document, files, fileId } = await begin();
      const by: unknown[] = [];
      files.onChange((change) => by.push(change.by));
      const page = write(document);
      const before = statSync(path);
      faults.save = () => {
        throw systemError(code);
      };
      document.receive(
        page.edit((text) => text.insert(0, 'typed ')),
        'u1',
      );
      await until(() => expect(count('unsaved')).toBeGreaterThan(2));
      const reason = code === 'ENOSPC' ? 'the disk is full' : 'permission is denied';
      expect(published.at(-1)).toMatchObject({ kind: 'unsaved', reason });
      expect(statSync(path).mtimeMs).toBe(before.mtimeMs);
      faults.save = fine;
      await until(() => expect(published.at(-1)).toMatchObject({ kind: 'saved', docSeq: 1 }));
      expect(readFileSync(path, 'utf8')).toBe('\ufefftyped one\r\n');
      expect(statSync(path).mode & 0o777).toBe(0o640);
      expect(files.get(fileId)).toMatchObject({ path: 'a.txt' });
      expect(by).toEqual(['The u1']);
    },
  );
});

describe('a file under an open editor', () => {
  test('that is moved takes its text along, and is saved where it is', async () => {
    const { path, begin, published, count } = createEditorBench('one\n');
    const { document, files, fileId } = await begin();
    const page = write(document);
    document.receive(
      page.edit((text) => text.insert(0, 'before ')),
      'u1',
    );
    mkdirSync(join(dirname(path), 'src'));
    const moved = join(dirname(path), 'src', 'b.txt');
    renameSync(path, moved);
    await files.rescan();
    document.receive(
      page.edit((text) => text.insert(0, 'after ')),
      'u1',
    );
    await until(() => expect(readFileSync(moved, 'utf8')).toBe('after before one\n'));
    expect(files.get(fileId)?.path).toBe('src/b.txt');
    expect(() => statSync(path)).toThrow();
    expect(count('reset')).toBe(0);
    expect(kindsOf(published)).not.toContain('refused');
  });

  test('that is deleted and made again is another one: nothing is written to it', async () => {
    const { path, begin, published } = createEditorBench('one\n');
    const { document, files, fileId } = await begin();
    const page = write(document);
    rmSync(path);
    await files.rescan();
    await until(() => expect(document.readOnlyReason()).toBe('This file was deleted.'));
    expect(published.at(-1)).toMatchObject({ kind: 'reset', reason: 'mode' });
    writeFileSync(path, 'quite another file\n');
    await files.rescan();
    expect(files.at('a.txt')?.fileId).not.toBe(fileId);
    document.receive(
      page.edit((text) => text.insert(0, 'typed ')),
      'u1',
    );
    expect(published.at(-1)).toMatchObject({ kind: 'refused', reason: 'read-only' });
    await document.flush();
    expect(readFileSync(path, 'utf8')).toBe('quite another file\n');
  });
});
