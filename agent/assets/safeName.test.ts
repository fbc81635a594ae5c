import { expect, test } from 'vitest';
import { nameKey, numberedName, safeFileName } from './safeName.ts';

test.each([
  ['logo.png', 'logo.png'],
  ['Über uns – Foto.jpeg', 'Über uns – Foto.jpeg'],
  ['资料.txt', '资料.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\a.txt', 'a.txt'],
  ['.env', 'env'],
  ['..', 'file'],
  ['', 'file'],
  ['a\u0000b\u202egnp.exe', 'a b gnp.exe'],
  ['a<b>:c|d?.txt', 'a_b_c_d_.txt'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['console.log', 'console.log'],
  ['ends with dots. . .', 'ends with dots'],
  ['cafe\u0301.txt', 'café.txt'],
])('%j is kept as %j', (wanted, name) => {
  expect(safeFileName(wanted)).toBe(name);
});

test('a long name is cut within its letters and keeps its extension', () => {
  const name = safeFileName(`${'ä'.repeat(300)}.png`);
  expect(name).toBe(`${'ä'.repeat(98)}.png`);
  expect(Buffer.byteLength(safeFileName(`x.${'y'.repeat(400)}`))).toBe(200);
});

test('a taken name is numbered before its extension', () => {
  expect(numberedName('logo.png', 1)).toBe('logo.png');
  expect(numberedName('logo.png', 2)).toBe('logo (2).png');
  expect(numberedName('Makefile', 3)).toBe('Makefile (3)');
  expect(nameKey('LOGO.png')).toBe(nameKey('logo.PNG'));
});
