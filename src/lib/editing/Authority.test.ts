import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Authority, type JournalEntry, type KeepEntry } from './Authority.ts';
import { TEXT_NAME } from './checkUpdate.ts';
import { applyEdits, diffLines } from './diff.ts';
import { MAX_TEXT_BYTES } from './limits.ts';
import { Random } from './testing/random.ts';

const session = { session: 's1', clientId: 11, userId: 'u1' };
let authority: Authority;
let n = 0;
let keep: KeepEntry = () => {};

/** A page of that client, up to date. */
function pageOf(clientId = session.clientId): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, authority.stateSince(null));
  doc.clientID = clientId;
  return doc;
}

function updateOf(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.transact(() => change(doc.getText(TEXT_NAME)));
  return Y.mergeUpdates(updates);
}

function submit(update: Uint8Array, userId = 'u1', now = 0) {
  n += 1;
  return authority.submit(
    { kind: 'update', epoch: 'e1', session: 's1', n, update },
    userId,
    now,
    keep,
  );
}

function begin(): void {
  authority = Authority.begin('e1', 'one\ntwo\n🚀\n');
  authority.openSession(session);
}

beforeEach(begin);

describe('the authority', () => {
  it('numbers what it takes, and knows what it has', () => {
    const update = updateOf(pageOf(), (text) => text.insert(0, 'x'));
    expect(submit(update)).toMatchObject({ kind: 'applied', entry: { docSeq: 1 } });
    expect(submit(update)).toEqual({ kind: 'known' });
    expect(authority.text).toBe('xone\ntwo\n🚀\n');
  });

  it.each([
    [
      'another user',
      () =>
        submit(
          updateOf(pageOf(), (text) => text.insert(0, 'x')),
          'u2',
        ),
    ],
    ['a forged client', () => submit(updateOf(pageOf(12), (text) => text.insert(0, 'x')))],
    ['formats', () => submit(updateOf(pageOf(), (text) => text.format(0, 2, { bold: true })))],
    ['embeds', () => submit(updateOf(pageOf(), (text) => text.insertEmbed(0, {})))],
    ['carriage returns', () => submit(updateOf(pageOf(), (text) => text.insert(0, '\r\n')))],
    [
      'another type',
      () => submit(updateOf(pageOf(), ({ doc }) => doc?.getText('other').insert(0, 'x'))),
    ],
    [
      'what builds on something missing',
      () => {
        const page = pageOf();
        updateOf(page, (text) => text.insert(0, 'lost'));
        return submit(updateOf(page, (text) => text.insert(2, 'x')));
      },
    ],
    [
      'the deletion of something missing',
      () => {
        const page = pageOf();
        updateOf(page, (text) => text.insert(0, 'lost'));
        return submit(updateOf(page, (text) => text.delete(0, 2)));
      },
    ],
    [
      'a text that is too large',
      () => submit(updateOf(pageOf(), (text) => text.insert(0, 'x'.repeat(MAX_TEXT_BYTES)))),
    ],
  ])('refuses %s and stays as it is', (_, attempt) => {
    const before = authority.text;
    expect(attempt()).toMatchObject({ kind: 'refused' });
    expect(authority.text).toBe(before);
    // It goes on taking what is right.
    const update = updateOf(pageOf(), (text) => text.insert(0, 'y'));
    expect(submit(update)).toMatchObject({ kind: 'applied' });
    expect(authority.text).toBe(`y${before}`);
  });

  it('refuses too many at once, and takes them later', () => {
    const page = pageOf();
    const kinds = Array.from({ length: 500 }, () =>
      submit(updateOf(page, (text) => text.insert(0, 'x'))),
    );
    expect(kinds.at(-1)).toEqual({ kind: 'refused', reason: 'rate' });
    expect(submit(Y.encodeStateAsUpdate(page), 'u1', 1_000)).toMatchObject({ kind: 'refused' });
  });

  it('changes nothing for 3,000 broken updates', () => {
    const random = new Random(Number(process.env.SLATE_FUZZ_SEED ?? 5));
    const page = pageOf();
    for (const word of ['alpha ', 'beta ', '🚀']) {
      submit(updateOf(page, (text) => text.insert(random.below(4), word)));
    }
    let refused = 0;
    for (let round = 0; round < 3_000; round++) {
      const copy = pageOf();
      const valid = updateOf(copy, (text) => {
        text.insert(4, 'typed');
        text.delete(0, 3);
      });
      const broken = valid.slice(0, random.chance(0.2) ? random.below(valid.length) : undefined);
      for (let change = 0; change <= random.below(3); change++) {
        broken[random.below(broken.length)] = random.below(256);
      }
      const before = authority.text;
      const outcome = submit(broken, 'u1', round * 60_000);
      if (outcome.kind === 'applied') {
        // Some damage leaves a valid update; it must be one that everybody can take.
        const fresh = new Y.Doc();
        Y.applyUpdate(fresh, authority.stateSince(null));
        expect(fresh.getText(TEXT_NAME).toJSON()).toBe(authority.text);
        begin();
      } else {
        refused += 1;
        expect(authority.text).toBe(before);
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  }, 30_000);

  it('lets no second session write under a client’s number', () => {
    expect(authority.openSession({ ...session, session: 's2' })).toBe(false);
    expect(authority.openSession({ ...session, userId: 'u2' })).toBe(false);
    expect(authority.openSession(session)).toBe(true);
  });

  it('merges edits on disk with what was typed since the last save', () => {
    submit(updateOf(pageOf(), (text) => text.insert(0, 'typed ')));
    const onDisk = authority.shadowText.replace('two', 'TWO');
    authority.mergeDisk(diffLines(authority.shadowText, onDisk), keep);
    expect(authority.text).toBe('typed one\nTWO\n🚀\n');
    expect(authority.shadowText).toBe(onDisk);
    authority.markSaved(authority.docSeq);
    expect(authority.shadowText).toBe(authority.text);
  });

  it('is the same after its journal was replayed, wherever it was cut by a save', () => {
    const start = authority.snapshot();
    const journal: JournalEntry[] = [];
    const random = new Random(9);
    const page = pageOf();
    for (let round = 0; round < 60; round++) {
      const outcome = submit(
        updateOf(page, (text) => text.insert(random.below(text.length), `${round}`)),
        'u1',
        round * 1_000,
      );
      if (outcome.kind === 'applied') journal.push(outcome.entry);
      if (round % 7 === 3) journal.push(authority.markSaved(authority.docSeq - 2));
      if (round % 9 === 4) {
        const text = authority.shadowText;
        const disk = authority.mergeDisk(diffLines(text, `${text}disk ${round}\n`), keep);
        if (disk) journal.push(disk);
        if (disk) Y.applyUpdate(page, disk.update);
      }
    }
    const again = new Authority(start);
    for (const entry of journal) again.replay(entry);
    expect(again.text).toBe(authority.text);
    expect(again.shadowText).toBe(authority.shadowText);
    expect([again.docSeq, again.savedSeq]).toEqual([authority.docSeq, authority.savedSeq]);
  });

  it('loses nothing of 300 edits here and 300 on disk', () => {
    const random = new Random(3);
    const page = pageOf();
    for (let round = 0; round < 300; round++) {
      submit(
        updateOf(page, (text) => text.insert(0, 'x')),
        'u1',
        round * 100,
      );
      const lines = authority.shadowText.split('\n');
      const row = random.below(lines.length);
      const onDisk = applyEdits(authority.shadowText, [
        { at: lines.slice(0, row).join('\n').length, remove: 0, insert: '+' },
      ]);
      const disk = authority.mergeDisk(diffLines(authority.shadowText, onDisk), keep);
      if (disk) Y.applyUpdate(page, disk.update);
      if (round % 10 === 0) authority.markSaved(authority.docSeq);
    }
    expect(authority.text.match(/x/g)).toHaveLength(300);
    expect(authority.text.match(/\+/g)).toHaveLength(300);
    expect(page.getText(TEXT_NAME).toJSON()).toBe(authority.text);
  }, 30_000);
});
