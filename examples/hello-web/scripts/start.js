// Runs the build if there is one, else the sources.
import { existsSync } from 'node:fs';
import { log } from '../src/log.js';

const built = new URL('../dist/server.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  log('warn', 'Not built yet: running from src/');
  await import('../src/server.js');
}
