import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

test.each(['a', 'a,b', '1e3', '007', 'true', '12345678901234567890', '"x"', 'a b&c=d'])(
  'ids beside stay as they are: %s',
  (ids) => {
    expect(parseSearch(stringifySearch({ with: ids }))).toEqual({ with: ids });
  },
);

test('an address with ids is legible, and others are as the router makes them', () => {
  expect(stringifySearch({ with: 'a,b' })).toBe('?with=a,b');
  expect(stringifySearch({ line: 12, with: 'a' })).toBe('?line=12&with=a');
  expect(stringifySearch({ with: undefined })).toBe('');
  expect(parseSearch('?line=12&with=12')).toEqual({ line: 12, with: '12' });
});
