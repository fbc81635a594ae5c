import { expect, test } from 'vitest';
import { mediaTypeOf } from './mediaType.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const png = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0,
]);

test.each([
  ['a picture that is called a text', png, 'a.txt', 'image/png'],
  [
    'an SVG that is called a picture',
    bytes('<?xml version="1.0"?>\n<svg xmlns="x">'),
    'a.png',
    'image/svg+xml',
  ],
  [
    'a page that is called a picture',
    bytes('<!-- x --><!DOCTYPE html><html>'),
    'a.png',
    'text/html',
  ],
  ['JSON', bytes('{"a": 1}'), 'a.json', 'application/json'],
  ['text of no known kind', bytes('hello'), 'Makefile', 'text/plain'],
  ['XML', bytes('<?xml version="1.0"?><a/>'), 'a.xml', 'application/xml'],
  ['bytes', Uint8Array.from([1, 0, 2, 255]), 'a.txt', 'application/octet-stream'],
  [
    'text in another encoding',
    Uint8Array.from([0x68, 0xfc, 0x68]),
    'a.txt',
    'application/octet-stream',
  ],
  ['nothing', new Uint8Array(), 'a.txt', 'text/plain'],
])('%s has the type of its content', async (_, sample, name, type) => {
  expect(await mediaTypeOf(sample, name)).toBe(type);
});

test('a sample that ends within a character is text', async () => {
  const long = bytes(`${'x'.repeat(4_099)}ä`).subarray(0, 4_100);
  expect(await mediaTypeOf(long, 'a.txt')).toBe('text/plain');
});
