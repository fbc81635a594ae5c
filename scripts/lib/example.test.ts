import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyExample } from './example.ts';
import { repoRoot } from './paths.ts';

test('the example is copied once; what people changed in the copy stays', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'slate-example-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  copyExample(dataDir);
  const file = join(dataDir, 'examples', 'hello-web', 'slate.json');
  const original = readFileSync(join(repoRoot, 'examples', 'hello-web', 'slate.json'), 'utf8');
  expect(readFileSync(file, 'utf8')).toBe(original);
  writeFileSync(file, '{}');
  copyExample(dataDir);
  expect(readFileSync(file, 'utf8')).toBe('{}');
});
