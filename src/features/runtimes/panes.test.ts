import { describe, expect, it } from 'vitest';
import { readPanes, writePanes } from './panes.ts';

describe('readPanes', () => {
  it('takes the first from the path and the others from the search, each once', () => {
    expect(readPanes('a', 'b,a,,c,b')).toEqual({ ids: ['a', 'b', 'c'], refused: [], left: [] });
    expect(readPanes('a', undefined).ids).toEqual(['a']);
    expect(readPanes('a', '').ids).toEqual(['a']);
  });

  it('lets nothing pass that is no id', () => {
    const { ids, refused } = readPanes('a b', 'c,x.y,>,slate.>,d\r\n');
    expect(ids).toEqual(['c']);
    expect(refused).toEqual(['a b', 'x.y', '>', 'slate.>', 'd\r\n']);
  });

  it('shows four at most', () => {
    expect(readPanes('a', 'b,c,d,e,f')).toMatchObject({
      ids: ['a', 'b', 'c', 'd'],
      left: ['e', 'f'],
    });
  });

  it('reads what writePanes wrote', () => {
    for (const ids of [['a'], ['a', 'b'], ['1', '2', '3', '4']] as [string, ...string[]][]) {
      const { first, beside } = writePanes(ids);
      expect(readPanes(first, beside).ids).toEqual(ids);
    }
  });
});
