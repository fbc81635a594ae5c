import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is gone after the test; its name has a space, as real ones may. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'slate test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
