import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jwtAuthenticator } from 'nats.ws';
import { build, type Rollup } from 'vite';
import { expect, test } from 'vitest';
import type * as Jwt from '../../src/lib/messaging/connection/jwt.ts';
import { createAuthority } from '../../src/lib/messaging/testing/jwt.ts';
import { tempDir } from '../testing/tempDir.ts';
import { repoRoot } from '../lib/paths.ts';
import { slimmed, slimNatsWs } from './slimNatsWs.ts';

const connection = join(repoRoot, 'src/lib/messaging/connection');

test('a page loads of the driver what it uses, and signs in with a copy of its own', async () => {
  const outDir = tempDir();
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [slimNatsWs()],
    resolve: { alias: { crypto: join(repoRoot, 'src/lib/empty.ts') } },
    build: {
      outDir,
      target: 'es2023',
      rolldownOptions: {
        input: [join(connection, 'nats-ws.ts'), join(connection, 'jwt.ts')],
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      },
    },
  });
  const { output } = built as Rollup.RollupOutput;
  const driver = output.find(({ fileName }) => fileName === 'nats-ws.mjs');
  if (driver?.type !== 'chunk') throw new Error('There is no driver.');
  for (const unused of ['$JS.API', 'KV_', 'OBJ_', '$SRV', 'setPRNG', 'sha224']) {
    expect(driver.code.includes(unused), unused).toBe(false);
  }
  expect(driver.code).toContain('CONNECT');

  const { signIn } = (await import(pathToFileURL(join(outDir, 'jwt.mjs')).href)) as typeof Jwt;
  const { jwt, seed } = createAuthority().issue(Date.now());
  const whole = jwtAuthenticator(jwt, new TextEncoder().encode(seed));
  expect(signIn(jwt, seed)('nonce')).toEqual(whole('nonce'));
});

test('a driver whose text is another one stops the build', () => {
  expect(() => slimmed('export const connect = () => {};')).toThrow('nats.ws has changed');
});
