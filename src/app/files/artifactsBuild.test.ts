import { expect, test } from 'vitest';
import type { Build } from '../../features/builds/model/model.ts';
import { buildsState, completed, running } from '../../features/builds/testing/builds.ts';
import { artifactsBuild } from './artifactsBuild.ts';

const made = (key: string, ...paths: string[]) => ({
  ...completed(key, 1_000, 10, []),
  artifacts: paths.map((path) => ({ path, size: 1 })),
});
const keyOf = (...builds: readonly Build[]) =>
  artifactsBuild(buildsState(...builds), 'p1')?.key ?? null;

test('artifacts are those of the build that runs, else of the newest that made some', () => {
  expect(keyOf()).toBeNull();
  expect(keyOf(completed('b2', 1, 1, []), made('b1'))).toBeNull();
  expect(keyOf(completed('b3', 1, 1, []), made('b2', 'a'), made('b1', 'a'))).toBe('b2');
  expect(keyOf(made('b3', 'a'), running('b2', 1, []), made('b1', 'a'))).toBe('b2');
});
