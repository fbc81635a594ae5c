import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { ChunkAssembler, toChunks } from './chunks.ts';
import { nextState } from './clientState.ts';
import { applyEdits, diffLines, editSharedText } from './diff.ts';
import { readFileText, utf8Length, writeFileText } from './fileText.ts';
import { CHUNK_BYTES, CHUNK_TIMEOUT_MS } from './limits.ts';
import { mergeTexts } from './merge.ts';
import { decodeMessage, type EditorMessage, encodeMessage } from './messages.ts';

const utf8 = new TextEncoder();
const lines = fc
  .array(fc.constantFrom('a', 'b', 'same', '🚀', '🛰', 'é', ''), { maxLength: 12 })
  .map((parts) => parts.join('\n'));

describe('the text of a file', () => {
  it.each(['a\nb\n', 'a\r\nb\r\n', '\ufeffa\nb', '\ufeffa\r\n🚀\r\n', '', 'no end'])(
    '%j comes back byte for byte',
    (content) => {
      const bytes = utf8.encode(content);
      const read = readFileText(bytes);
      if (read.kind !== 'editable') throw new Error(read.reason);
      expect(read.text).not.toMatch(/[\r\ufeff]/);
      expect(writeFileText(read.text, read.format)).toEqual(bytes);
    },
  );

  it.each([
    [
      utf8.encode('a\r\nb\n'),
      'This file mixes line endings (LF and CRLF): it can’t be edited here.',
    ],
    [utf8.encode('a\rb\n'), 'This file mixes line endings (LF and CRLF): it can’t be edited here.'],
    [Uint8Array.of(0x61, 0xff, 0x0a), 'This file is not in UTF-8: it can’t be edited here.'],
    [Uint8Array.of(1, 0, 2), 'This file is binary: it can’t be shown here.'],
    [
      new Uint8Array(1024 * 1024 + 1).fill(97),
      'This file is larger than 1 MB: it can’t be edited here, and only its beginning is shown.',
    ],
  ])('is read-only, with the reason', (bytes, reason) => {
    expect(readFileText(bytes)).toMatchObject({ kind: 'readOnly', reason });
  });

  it('has as many bytes as UTF-8 gives it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(utf8.encode(text).length);
      }),
    );
  });
});

describe('a difference by lines', () => {
  it('makes one text of the other, in a shared text too, never within a character', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = diffLines(before, after);
        expect(applyEdits(before, edits)).toBe(after);
        const doc = new Y.Doc();
        doc.getText('text').insert(0, before);
        editSharedText(doc.getText('text'), edits);
        expect(doc.getText('text').toJSON()).toBe(after);
      }),
    );
  });

  it('replaces the middle whole when there is no time', () => {
    const before = Array.from({ length: 2_000 }, (_, row) => `${row}`).join('\n');
    const after = before.replaceAll('\n', ';\n');
    expect(diffLines(before, after, 0)).toHaveLength(1);
    expect(applyEdits(before, diffLines(before, after, 0))).toBe(after);
  });
});

describe('a three-way merge', () => {
  it.each([
    ['a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n', 'A\nb\nC\n', 0],
    ['a\nb\n', 'x\na\nb\n', 'A\nb\n', 'x\nA\nb\n', 0],
    ['a\nb\n', 'mine\nb\n', 'theirs\nb\n', 'theirs\nb\n', 1],
    ['a\n', 'a\nmine\n', 'a\ntheirs\n', 'a\ntheirs\n', 1],
    ['a\n', 'same\n', 'same\n', 'same\n', 0],
    ['a\nb\nc\nd\n', 'a\nx\ny\nd\n', 'a\nb\nz\nd\n', 'a\nb\nz\nd\n', 1],
    ['a\nb\n', '', 'a\nB\n', 'a\nB\n', 1],
  ])('of %j, %j and %j is %j', (base, mine, theirs, text, conflicts) => {
    const merge = mergeTexts(base, mine, theirs);
    expect(merge.text).toBe(text);
    expect(merge.conflicts).toHaveLength(conflicts);
  });

  it('has all of mine where they changed nothing, and all of theirs where I did not', () => {
    fc.assert(
      fc.property(lines, lines, (base, other) => {
        expect(mergeTexts(base, other, base)).toEqual({ text: other, conflicts: [] });
        expect(mergeTexts(base, base, other)).toEqual({ text: other, conflicts: [] });
      }),
    );
  });
});

describe('messages', () => {
  const update = Uint8Array.of(1, 2, 3);
  const messages: readonly EditorMessage[] = [
    { kind: 'update', epoch: 'e', session: 's', n: 1, update },
    { kind: 'applied', epoch: 'e', docSeq: 7, session: 's', n: 1, update },
    { kind: 'refused', epoch: 'e', session: 's', n: 1, reason: 'too-large' },
    { kind: 'digest', epoch: 'e', docSeq: 7, savedSeq: 5, hash: 'abc' },
    { kind: 'saved', epoch: 'e', docSeq: 7 },
    { kind: 'unsaved', epoch: 'e', reason: 'the disk is full' },
    { kind: 'reset', epoch: 'e', reason: 'compacted' },
  ];

  it.each(messages)('$kind arrives as it was sent', (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, message });
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        decodeMessage(bytes);
        new ChunkAssembler().add(bytes, 0);
      }),
      { numRuns: 2_000 },
    );
    for (const message of messages) {
      const bytes = encodeMessage(message);
      for (let end = 0; end < bytes.length; end++) {
        expect(decodeMessage(bytes.slice(0, end)).ok).toBe(false);
      }
    }
  });
});

/** The same chunk of another message, whose id is as long. */
function renamed(chunk: Uint8Array, id: string): Uint8Array {
  const copy = chunk.slice();
  copy.set(utf8.encode(`m${id}`), 1);
  return copy;
}

describe('chunks', () => {
  const message = new Uint8Array(2.5 * CHUNK_BYTES).map((_, index) => index % 251);

  it('fit the server and make the message again, in any order and doubled', () => {
    const chunks = toChunks(message, 'm1');
    expect(chunks).toHaveLength(3);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(1024 * 1024);
    const assembler = new ChunkAssembler();
    const [first, second, third] = chunks as [Uint8Array, Uint8Array, Uint8Array];
    expect(assembler.add(third, 0).kind).toBe('partial');
    expect(assembler.add(first, 0).kind).toBe('partial');
    expect(assembler.add(first, 0).kind).toBe('partial');
    const whole = assembler.add(second, 0);
    if (whole.kind !== 'complete') throw new Error(whole.kind);
    expect(Buffer.compare(whole.message, message)).toBe(0);
  });

  it('that are damaged, too many or too late make nothing', () => {
    const [first, second, third] = toChunks(message, 'm1') as [Uint8Array, Uint8Array, Uint8Array];
    const damaged = second.slice();
    damaged[damaged.length - 1] = 0;
    const assembler = new ChunkAssembler();
    assembler.add(first, 0);
    assembler.add(damaged, 0);
    expect(assembler.add(third, 0)).toMatchObject({ kind: 'invalid' });
    assembler.add(first, 0);
    assembler.add(second, 0);
    expect(assembler.add(third, CHUNK_TIMEOUT_MS + 1).kind).toBe('partial');
    // Others push it out: a sender can't fill the memory with what it never completes.
    for (const id of ['a', 'b', 'c', 'd']) assembler.add(renamed(first, id), CHUNK_TIMEOUT_MS + 1);
    assembler.add(first, CHUNK_TIMEOUT_MS + 1);
    expect(assembler.add(second, CHUNK_TIMEOUT_MS + 1).kind).toBe('partial');
  });
});

it.each([
  [{ status: 'opening' }, { kind: 'opened', readOnly: null, isOnDisk: true }, { status: 'synced' }],
  [
    { status: 'opening' },
    { kind: 'lost', hasUnsent: false },
    { status: 'offline', hasUnsent: false },
  ],
  [{ status: 'synced' }, { kind: 'open' }, { status: 'synced' }],
  [
    { status: 'synced' },
    { kind: 'text', hasUnsent: true, isOnDisk: true },
    { status: 'unsaved', problem: null },
  ],
  [
    { status: 'unsaved', problem: 'x' },
    { kind: 'text', hasUnsent: false, isOnDisk: true },
    { status: 'synced' },
  ],
  [
    { status: 'synced' },
    { kind: 'save-failed', problem: 'full' },
    { status: 'unsaved', problem: 'full' },
  ],
  [
    { status: 'readOnly', reason: 'r' },
    { kind: 'lost', hasUnsent: false },
    { status: 'readOnly', reason: 'r' },
  ],
  [{ status: 'closed' }, { kind: 'open' }, { status: 'closed' }],
] as const)('%j after %j is %j', (state, change, next) => {
  expect(nextState(state, change)).toEqual(next);
});
