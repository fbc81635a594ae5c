import { expect, test } from 'vitest';
import { addressesInTurn, splitAddresses } from './addresses.ts';

test('a setting holds one address or several', () => {
  expect(splitAddresses('ws://a:1')).toEqual(['ws://a:1']);
  expect(splitAddresses(' ws://a:1, ws://b:2 ')).toEqual(['ws://a:1', 'ws://b:2']);
  expect(splitAddresses('ws://a/x,y')).toEqual(['ws://a/x,y']);
  expect(splitAddresses('')).toEqual([]);
});

test('every dial takes the next one', () => {
  const next = addressesInTurn('x://a, x://b,x://c');
  expect([next(), next(), next(), next()]).toEqual(['x://a', 'x://b', 'x://c', 'x://a']);
  const only = addressesInTurn('a');
  expect([only(), only()]).toEqual(['a', 'a']);
});
