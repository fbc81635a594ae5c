import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a deployed server of a test behaves. */
export type Manner = 'well' | 'never-healthy' | 'ends-at-once';

/**
 * A server that says its version: `/` after a moment, `/upload` with the bytes that it got,
 * `/events` as a stream, `/half` and dies, and a WebSocket that answers each frame with its version.
 */
const serverCode = (version: string, manner: Manner) => `
import { createServer } from 'node:http';
const version = ${JSON.stringify(version)};
if (${manner === 'ends-at-once'}) process.exit(1);
const server = createServer((request, response) => {
  switch (request.url) {
    case '/health':
      return response.writeHead(${manner === 'never-healthy' ? 500 : 200}).end();
    case '/upload': {
      let bytes = 0;
      request.on('data', (chunk) => (bytes += chunk.length));
      request.on('end', () => response.end(String(bytes)));
      return;
    }
    case '/events':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return response.write('data: ' + version + '\\n\\n');
    case '/half':
      response.writeHead(200, { 'content-length': '1000' });
      return response.write('half', () => process.kill(process.pid, 'SIGKILL'));
    default:
      setTimeout(() => response.end(version), 5);
  }
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  const frame = Buffer.from([0x81, version.length, ...Buffer.from(version)]);
  socket.on('data', () => socket.write(frame));
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
`;

/** Writes what a build of that version leaves. */
export function writeVersion(dir: string, version: string, manner: Manner = 'well'): void {
  mkdirSync(join(dir, 'dist'), { recursive: true });
  writeFileSync(join(dir, 'dist', 'server.mjs'), serverCode(version, manner));
}

/** The `deploy` section that runs it. */
export const versionPlan = {
  command: process.execPath,
  args: ['dist/server.mjs'],
  health: '/health',
} as const;
