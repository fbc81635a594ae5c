// Parses every source with Node itself, and holds them to a few rules of the house.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { paint } from '../src/log.js';
import { filesUnder, projectDirectory } from './sources.js';

const longestLine = 110;

/** What is wrong with a file, one entry per finding. */
function findings(file) {
  const found = [];
  const parsed = spawnSync(process.execPath, ['--check', file], {
    cwd: projectDirectory,
    encoding: 'utf8',
  });
  if (parsed.status !== 0) found.push(parsed.stderr.trim());
  const lines = readFileSync(`${projectDirectory}${file}`, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    if (line.includes('\t')) found.push(`${where} is indented with a tab`);
    if (line !== line.trimEnd()) found.push(`${where} ends with white space`);
    if (line.length > longestLine) found.push(`${where} is longer than ${longestLine} characters`);
  }
  return found;
}

const files = ['src', 'scripts', 'test'].flatMap(filesUnder).filter((file) => file.endsWith('.js'));
let problems = 0;
for (const file of files) {
  const found = findings(file);
  problems += found.length;
  if (found.length === 0) console.log(`${paint('ok', '✓')} ${file}`);
  for (const finding of found) console.error(`${paint('error', '✗')} ${file}: ${finding}`);
}
console.log(`${files.length} files, ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
