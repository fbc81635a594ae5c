import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleName } from './visibleName.ts';

test.each([
  ['Ada Lovelace', 'Ada Lovelace'],
  ['  Ada\t\n Lovelace ', 'Ada Lovelace'],
  ['Ada\u202eecalevoL', 'Ada ecalevoL'],
  ['\u2066Ada\u2069', 'Ada'],
  ['a\u0000b\u001b[31mc', 'a b [31mc'],
  ['网站 🚀', '网站 🚀'],
  ['👩\u200d💻 Ada', '👩\u200d💻 Ada'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['Ada \u200d\u200d', 'Ada'],
  ['Zoë\u0301', 'Zoë\u0301'],
  [`Z${'\u0301'.repeat(40)}`, `Z${'\u0301'.repeat(4)}`],
])('%j is shown as %j', (name, shown) => {
  expect(visibleName(name)).toBe(shown);
});

test.each(['', '   ', '\u200b\u200d', '\u3164\u3164', '\u2800', '\u202e', '\u0301', '\ufeff'])(
  '%j can’t be seen',
  (name) => {
    expect(visibleName(name)).toBeNull();
  },
);

test('long names are cut, between characters', () => {
  expect(visibleName('x'.repeat(64))).toBe('x'.repeat(64));
  expect(visibleName('x'.repeat(65))).toBe(`${'x'.repeat(63)}…`);
  expect(visibleName('😀'.repeat(9), 4)).toBe('😀😀😀…');
});

test('nothing that comes in leaves anything unseen, and a shown name stays as it is', () => {
  const unit = fc.constantFrom(
    ...Array.from('aß网😀 \t\n\0\u001b\u0301\u200b\u200d\u202e\u2066\u3164\ufeff\ud800'),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (name) => {
      const shown = visibleName(name, 20);
      if (shown === null) return;
      expect(shown).toMatch(/\S/);
      expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]/u);
      expect(Array.from(shown).length).toBeLessThanOrEqual(20);
      expect(visibleName(shown, 20)).toBe(shown);
    }),
  );
});
