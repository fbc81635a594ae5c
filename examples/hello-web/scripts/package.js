// Proves that the build starts and answers, then lists what is in it: sizes, hashes, and what it
// weighs on the wire.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { paint } from '../src/log.js';
import { filesUnder, projectDirectory } from './sources.js';

/** Starts the built server on a free port and asks it for its page. */
async function smokeTest() {
  const server = spawn(process.execPath, [join(projectDirectory, 'dist/server.js')], {
    env: { ...process.env, PORT: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  try {
    let output = '';
    for await (const chunk of server.stdout) {
      output += chunk;
      const [address] = /http:\/\/\S+/.exec(output) ?? [];
      if (!address) continue;
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      return `${address} answered ${response.status}`;
    }
    throw new Error('the built server ended before it listened');
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

console.log(`${paint('ok', '✓')} ${await smokeTest()}`);

const files = filesUnder('dist')
  .filter((file) => file !== 'dist/manifest.json')
  .map((file) => {
    const content = readFileSync(join(projectDirectory, file));
    return {
      file,
      bytes: content.length,
      gzipBytes: gzipSync(content, { level: 9 }).length,
      brotliBytes: brotliCompressSync(content).length,
      sha256: createHash('sha256').update(content).digest('hex'),
    };
  });
const { name, version } = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));
const manifest = { name, version, node: process.version, files };
writeFileSync(
  join(projectDirectory, 'dist/manifest.json'),
  `${JSON.stringify(manifest, undefined, 2)}\n`,
);

for (const { file, bytes, brotliBytes, sha256 } of files) {
  const sizes = `${String(bytes).padStart(6)} B ${String(brotliBytes).padStart(6)} B brotli`;
  console.log(`${file.padEnd(28)} ${paint('info', sizes)} ${paint('debug', sha256.slice(0, 12))}`);
}
const total = files.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0);
console.log(paint('ok', `${name} ${version}: ${files.length} files, ${total} bytes on the wire`));
