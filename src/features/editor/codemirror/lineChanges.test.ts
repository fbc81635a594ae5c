import { describe, expect, it } from 'vitest';
import { lineChanges } from './lineChanges.ts';

const changes = (base: string, text: string) => Object.fromEntries(lineChanges(base, text));

describe('how a text differs from its base', () => {
  it('marks lines that were added, changed and deleted', () => {
    expect(changes('a\nb\nc\n', 'a\nb\nc\n')).toEqual({});
    expect(changes('a\nc\n', 'a\nb\nc\n')).toEqual({ 2: 'added' });
    expect(changes('a\nb\nc\n', 'a\nB\nc\n')).toEqual({ 2: 'changed' });
    expect(changes('a\nb\nc\n', 'a\nc\n')).toEqual({ 2: 'deleted' });
    expect(changes('a\nb\nc\n', 'a\nB\nnew\nc\n')).toEqual({ 2: 'changed', 3: 'added' });
    expect(changes('a\nb\nc\nd\n', 'A\nb\nc\n')).toEqual({ 1: 'changed', 4: 'deleted' });
  });

  it('has all lines of a new file, and marks the last where the end was deleted', () => {
    expect(changes('', 'a\nb')).toEqual({ 1: 'added', 2: 'added' });
    expect(changes('a\nb', '')).toEqual({ 1: 'deleted' });
    expect(changes('a\nb', 'a\n')).toEqual({ 2: 'deleted' });
  });
});
