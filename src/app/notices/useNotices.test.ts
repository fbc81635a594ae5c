import { expect, it } from 'vitest';
import { showsBuilds } from './useNotices.ts';

it.each([
  ['/projects/web', true],
  ['/projects/web/', true],
  ['/projects/web/builds/b1', true],
  ['/projects/web/files/src/a.ts', false],
  ['/projects/web-2', false],
  ['/projects/web-2/builds', false],
  ['/runtimes/web', false],
  ['/', false],
])('a build of “web” is shown at %s: %s', (path, isShown) => {
  expect(showsBuilds(path, 'web')).toBe(isShown);
});
