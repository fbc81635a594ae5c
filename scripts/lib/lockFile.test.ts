import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { dependenciesMatch } from './lockFile.mjs';

type Packages = Record<
  string,
  { version?: string; optional?: true; os?: string[]; cpu?: string[]; libc?: string[] }
>;

function project(wanted: Packages, present?: Packages): string {
  const root = tempDir();
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  mkdirSync(join(root, 'node_modules'));
  if (present) {
    const file = join(root, 'node_modules', '.package-lock.json');
    writeFileSync(file, JSON.stringify({ packages: present }));
  }
  return root;
}

const wanted: Packages = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a-mac': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
  'node_modules/helper-of-a-mac': { version: '1.0.0', optional: true },
};

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const matches = (root: string) => dependenciesMatch(root, linux);

test('what npm put there is what the lock file asks for', () => {
  expect(matches(project(wanted, { 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
});

test('another version, a missing package and an unfinished install do not match', () => {
  expect(matches(project(wanted, { 'node_modules/a': { version: '1.0.1' } }))).toBe(false);
  expect(matches(project(wanted, {}))).toBe(false);
  expect(matches(project(wanted))).toBe(false);
});

test('nothing installed does not match', () => {
  const root = project(wanted);
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(matches(root)).toBe(false);
});

test("this platform's own optional packages are needed, other platforms' are not", () => {
  const forPlatform = (libc: string): Packages => ({
    ...wanted,
    'node_modules/a-linux': {
      version: '1.0.0',
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: [libc],
    },
  });
  const present = { 'node_modules/a': { version: '1.0.0' } };
  expect(matches(project(forPlatform('musl'), present))).toBe(true);
  expect(matches(project(forPlatform('glibc'), present))).toBe(false);
  const all = { ...present, 'node_modules/a-linux': { version: '1.0.0' } };
  expect(matches(project(forPlatform('glibc'), all))).toBe(true);
});
