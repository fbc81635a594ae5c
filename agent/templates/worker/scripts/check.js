// Reads every source as Node would, and names the first that has a mistake in it.
import { spawnSync } from 'node:child_process';
import { sources } from './sources.js';

for (const file of sources()) {
  const { status, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(stderr.trim());
    process.exit(1);
  }
  console.log(`${file} is all right`);
}
