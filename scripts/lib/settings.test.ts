import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.ts';
import { readSettings, withEnvFile } from './settings.ts';
import { tempDir } from '../testing/tempDir.ts';

const read = (env: NodeJS.ProcessEnv, args: string[] = [], cwd = '/') =>
  readSettings({ env, args, cwd });

test('has a default for everything', () => {
  expect(read({})).toMatchObject({
    webPort: 4173,
    natsPort: 4222,
    natsWsPort: 4223,
    natsUrl: 'ws://127.0.0.1:4223',
    dataDir: join(repoRoot, '.slate'),
    natsServerBin: undefined,
    projects: [join(repoRoot, '.slate', 'examples', 'hello-web')],
    editable: [join(repoRoot, '.slate', 'examples', 'hello-web')],
    withExample: true,
    mode: 'production',
  });
});

test('the page connects to the WebSocket port by default', () => {
  expect(read({ SLATE_NATS_WS_PORT: '9001' }).natsUrl).toBe('ws://127.0.0.1:9001');
  expect(read({ VITE_NATS_URL: 'wss://nats.example/x' }).natsUrl).toBe('wss://nats.example/x');
  expect(read({ VITE_NATS_URL: 'wss://a,wss://b' }).natsUrl).toBe('wss://a,wss://b');
});

test('an empty value counts as not set', () => {
  expect(read({ SLATE_WEB_PORT: '', SLATE_NATS_SERVER_BIN: '', SLATE_DATA_DIR: '' })).toEqual(
    read({}),
  );
});

test('one error names every bad key and what is wrong', () => {
  const env = {
    SLATE_WEB_PORT: '0',
    SLATE_NATS_PORT: '4222x',
    SLATE_NATS_WS_PORT: '70000',
    VITE_NATS_URL: 'ws://127.0.0.1,nats://127.0.0.1',
    SLATE_NATS_DOWNLOAD_URL: 'http://mirror.example',
  };
  const attempt = () => read(env, ['--project', '/does/not/exist']);
  for (const key of [...Object.keys(env), '--project /does/not/exist']) {
    expect(attempt).toThrow(key);
  }
  expect(attempt).toThrow('"4222x", but must be a whole number from 1 to 65535');
});

test('a port given twice is named with both its variables', () => {
  expect(() => read({ SLATE_NATS_PORT: '4173' })).toThrow(
    'SLATE_WEB_PORT and SLATE_NATS_PORT are both 4173',
  );
});

test('projects are relative to where the command was typed, and listed once', () => {
  const args = ['--project', 'scripts', '--project', `${repoRoot}/src`, '--project', './scripts'];
  expect(read({}, args, repoRoot).projects).toEqual([
    join(repoRoot, 'scripts'),
    join(repoRoot, 'src'),
  ]);
});

test('an unknown flag is an error that shows the usage', () => {
  expect(() => read({}, ['--prot', '1'])).toThrow(/--prot[^]*Usage: npm start/);
});

test('--dev asks for the dev server', () => {
  expect(read({}, ['--dev']).mode).toBe('dev');
});

test('.env fills in what the environment does not say', () => {
  const file = join(tempDir(), '.env');
  expect(withEnvFile({ A: '1' }, file)).toEqual({ A: '1' });
  writeFileSync(file, 'SLATE_WEB_PORT=5000\nSLATE_NATS_PORT=5001\n');
  expect(withEnvFile({ SLATE_WEB_PORT: '6000' }, file)).toEqual({
    SLATE_WEB_PORT: '6000',
    SLATE_NATS_PORT: '5001',
  });
});
