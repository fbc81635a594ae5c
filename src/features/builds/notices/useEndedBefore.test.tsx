// @vitest-environment jsdom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useEndedBefore } from './useEndedBefore.ts';

afterEach(cleanup);

type Seen = readonly [key: string | null, ended: boolean, isSettled: boolean];
/** What is said at each of these renders, one after the other. */
function said(...seen: readonly [Seen, ...Seen[]]): boolean[] {
  const hook = renderHook((now: Seen) => useEndedBefore(...now), { initialProps: seen[0] });
  return seen.map((now) => {
    hook.rerender(now);
    return hook.result.current;
  });
}

test('an end that is read in a later frame is not new, a live one is', () => {
  const replayed = said([null, false, false], ['b1', false, false], ['b1', true, false]);
  expect(replayed).toEqual([false, false, true]);
  expect(said(['b1', false, false], ['b1', true, true])).toEqual([false, true]);
  expect(said(['b1', false, true], ['b1', true, true])).toEqual([false, false]);
});

test('each shown build counts as newly opened', () => {
  expect(said(['b1', false, true], ['b2', true, true], ['b1', true, true])).toEqual([
    false,
    true,
    true,
  ]);
});

test('what was read of a build does not change when the page reads again', () => {
  expect(said(['b1', true, true], ['b1', true, false], ['b1', true, true])).toEqual([
    true,
    true,
    true,
  ]);
});
