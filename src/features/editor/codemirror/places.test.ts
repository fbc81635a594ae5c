import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { indexOf, placeOf } from './places.ts';

function sharedText(content: string) {
  const text = new Y.Doc().getText('text');
  text.insert(0, content);
  return text;
}

describe('a place in a shared text', () => {
  it('stays with its text while others type before and after it', () => {
    const text = sharedText('one two three');
    const place = placeOf(text, 4);
    text.insert(0, 'zero ');
    text.insert(text.length, '!');
    expect(indexOf(text, place)).toBe(9);
    text.delete(0, text.length);
    expect(indexOf(text, place)).toBe(0);
  });

  it('is understood by a page that has the text, and by no other', () => {
    const text = sharedText('one');
    const place = placeOf(text, 2);
    const copy = new Y.Doc().getText('text');
    expect(indexOf(copy, place)).toBeNull();
    if (text.doc && copy.doc) Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(text.doc));
    expect(indexOf(copy, place)).toBe(2);
  });

  it('is nothing where others publish what is no place', () => {
    const text = sharedText('one');
    for (const bad of [null, '', '?', 'AAAA', btoa('\u00ff'.repeat(300)), 'x'.repeat(500)]) {
      expect(indexOf(text, bad)).toBeNull();
    }
  });

  it('fits into what a cursor may publish, at the end of a long history too', () => {
    const text = sharedText('');
    for (let n = 0; n < 3_000; n++) text.insert(n % (text.length + 1), 'ab');
    expect(placeOf(text, text.length).length).toBeLessThan(64);
    expect(placeOf(text, 17).length).toBeLessThan(64);
  });
});
