import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../scripts/testing/tempDir.ts';
import { prepareDataDir } from './dataDir.ts';
import { moduleFile, repoRoot } from '../scripts/lib/paths.ts';
import { ensureSecrets } from '../scripts/nats/secrets.ts';

/** What stands where the data directory should be, or in it. */
interface Obstacle {
  readonly file?: string;
  readonly directory?: string;
  readonly linkToNowhere?: string;
}

function place({ file, directory, linkToNowhere }: Obstacle): string {
  const root = tempDir();
  if (file !== undefined) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  if (directory !== undefined) mkdirSync(join(root, directory), { recursive: true });
  if (linkToNowhere !== undefined) symlinkSync(join(root, 'nowhere'), join(root, linkToNowhere));
  return root;
}

const messageOf = (dir: string) => {
  try {
    prepareDataDir(dir);
  } catch (error) {
    return String(error);
  }
  return 'no error';
};

const taken = 'it exists and is not a directory';
test.each<[string, Obstacle, string, string]>([
  ['is a file', { file: 'data' }, 'data', taken],
  ['is below a file', { file: 'data' }, 'data/deeper/still', taken],
  ['is a link to nowhere', { linkToNowhere: 'data' }, 'data', taken],
])('a data directory that %s is refused in a sentence', (_, obstacle, name, reason) => {
  const root = place(obstacle);
  const dir = join(root, name);
  const which = name === 'data' ? 'which' : `but ${join(root, 'data')}`;
  expect(messageOf(dir)).toBe(
    `UserError: SLATE_DATA_DIR is ${dir}, ${which} cannot be used: ${reason}.`,
  );
});

test.each<[string, Obstacle]>([
  ['secrets.env', { directory: 'secrets.env' }],
  ['nats', { file: 'nats' }],
  ['nats/jetstream', { file: 'nats/jetstream' }],
  ['nats-server.log', { directory: 'nats-server.log' }],
  ['outbox.jsonl', { directory: 'outbox.jsonl' }],
  ['agent-children.json', { directory: 'agent-children.json' }],
  ['agent-id.json', { directory: 'agent-id.json' }],
])('a data directory is refused whose %s is something else', (name, obstacle) => {
  const dir = place(obstacle);
  const reason = obstacle.file === undefined ? 'it is not a file' : 'it is not a directory';
  expect(messageOf(dir)).toBe(
    `UserError: SLATE_DATA_DIR is ${dir}, but ${join(dir, name)} cannot be used: ${reason}.`,
  );
});

test('a data directory is made with all above it, and used again', () => {
  const dir = join(tempDir(), 'of', 'mine');
  prepareDataDir(dir);
  ensureSecrets(dir);
  prepareDataDir(dir);
  expect(readdirSync(dir)).toEqual(['secrets.env']);
});

test('a password that no server would understand is refused', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'secrets.env'), 'SLATE_AGENT_PASSWORD=\u0001\ufffd\n');
  expect(() => ensureSecrets(dir)).toThrow(/^SLATE_DATA_DIR is .*secrets\.env.*AGENT_PASSWORD has/);
});

// As root everything may be written but what the kernel makes up, where Node on its own hangs.
test.runIf(process.platform === 'linux').each(['scripts/start.ts', 'agent/main.ts'])(
  '%s ends at once, with a sentence and without a stack',
  async (program) => {
    const child = spawn(moduleFile('node/bin/node'), [join(repoRoot, program)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      env: {
        ...process.env,
        SLATE_DATA_DIR: '/proc/slate',
        SLATE_AGENT_PASSWORD: 'a',
        SLATE_RESPONDER_PASSWORD: 'b',
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (output += text));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output.trim()).toBe(
      'SLATE_DATA_DIR is /proc/slate, which cannot be used: nothing can be created there.',
    );
  },
);
