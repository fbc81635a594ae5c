import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, createLogger } from 'vite';
import { expect, test } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { hashOf } from './pageBuild.ts';
import { repoRoot } from '../lib/paths.ts';

test('the page builds without a warning', async () => {
  const warnings: string[] = [];
  const note = (message: string) => void warnings.push(message);
  const customLogger = { ...createLogger('silent'), warn: note, warnOnce: note, error: note };
  await build({ root: repoRoot, mode: 'production', customLogger, build: { write: false } });
  expect(warnings).toEqual([]);
});

test('the hash of sources changes with names and contents, not with tests', () => {
  const root = tempDir();
  mkdirSync(join(root, 'src'));
  const put = (name: string, text: string) => {
    writeFileSync(join(root, 'src', name), text);
    return hashOf(['src', 'nothing'], root);
  };
  const first = put('a.ts', '1');
  expect(put('a.test.ts', '1')).toBe(first);
  expect(put('b.ts', '1')).not.toBe(first);
  expect(put('a.ts', '2')).not.toBe(put('a.ts', '3'));
});
