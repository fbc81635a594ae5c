import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, EntryList } from './entries.ts';

const head = (at: number): Entry => ({ kind: 'group', step: `step ${at}`, open: true, at });

test('the heads are at hand: many entries between them are not looked through for a change', () => {
  const list = new EntryList();
  list.append([head(0), ...Array.from({ length: 1_000 }, (_, i) => i)]);
  const { heads } = list;
  expect(heads).toHaveLength(1);
  list.append([1_000, 1_001]);
  list.dropFirst(0);
  expect(list.heads).toBe(heads);
});

test('the heads are those of the entries, whatever comes and goes', () => {
  // Every third is a head.
  const entries = fc.array(fc.nat(99), { maxLength: 12 });
  const change = fc.record({
    kind: fc.constantFrom('append', 'prepend', 'replace', 'dropFirst', 'truncate'),
    entries,
    at: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const list = new EntryList();
      let expected: Entry[] = [];
      for (const { kind, entries, at } of changes) {
        const made = entries.map((n) => (n % 3 === 0 ? head(n) : n));
        const count = Math.min(at, expected.length);
        if (kind === 'append') expected = [...expected, ...made];
        else if (kind === 'prepend') expected = [...made, ...expected];
        else if (kind === 'replace') expected = made;
        else expected = kind === 'dropFirst' ? expected.slice(count) : expected.slice(0, count);
        if (kind === 'dropFirst' || kind === 'truncate') list[kind](count);
        else list[kind]([...made]);
        expect(Array.from({ length: list.length }, (_, i) => list.at(i))).toEqual(expected);
        expect(list.heads).toEqual(expected.filter((entry) => typeof entry === 'object'));
      }
    }),
  );
});
