import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { childEnvironment, MARKER_KEY } from './environment.ts';
import { createStartProcess, type ProcessSpec } from './process.ts';
import {
  createWorkbench,
  isAlive,
  PATIENCE_MS,
  script,
  shell,
  temporaryDirectory,
  until,
} from '../testing/workbench.ts';

async function start(spec: ProcessSpec, dataDir?: string) {
  const { tools, records } = await createWorkbench(dataDir);
  const lines: string[] = [];
  const running = tools.startProcess(spec, (line) => {
    lines.push(line);
    return undefined;
  });
  return { ...running, lines, records };
}

/** Says its own pid and that of a grandchild; neither lets SIGTERM end it. */
const STUBBORN = `
  process.on('SIGTERM', () => {});
  const code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('up')";
  const child = require('node:child_process').spawn(process.execPath, ['-e', code], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: DETACHED,
  });
  child.once('message', () => console.log(process.pid + ' ' + child.pid));
  setInterval(() => {}, 1000);
`;

describe('a process', { timeout: PATIENCE_MS * 2 }, () => {
  test('tells its output and its exit code', async () => {
    const { ended, lines } = await start(shell('echo out; exit 3'));
    expect(await ended).toEqual({ kind: 'exited', code: 3 });
    expect(lines).toEqual(['out']);
  });

  test('shows the line that it has not ended yet, until it does', async () => {
    const { tools } = await createWorkbench();
    const dir = temporaryDirectory();
    const seen: string[] = [];
    const { ended } = tools.startProcess(
      shell(
        `wait() { while [ ! -e $1 ]; do sleep 0.02; done; }
        echo whole; printf "1 %%"; printf "\\r99 %%"; wait erase
        printf "\\r\\033[K"; wait go; echo done`,
        dir,
      ),
      (line) => {
        seen.push(`line ${line}`);
        return undefined;
      },
      (read) => seen.push(`shows ${read()}`),
    );
    await until(() => expect(seen.at(-1)).toBe('shows 99 %'));
    writeFileSync(join(dir, 'erase'), '');
    await until(() => expect(seen.at(-1)).toBe('shows '));
    writeFileSync(join(dir, 'go'), '');
    await ended;
    expect(seen[0]).toBe('line whole');
    expect(seen.at(-1)).toBe('line done');
    expect(seen.filter((what) => what.startsWith('line'))).toHaveLength(2);
  });

  test.each([
    ['of the shell', shell('echo out1; echo err1 >&2; echo out2; echo err2 >&2')],
    [
      'with arguments',
      script(
        "for (const i of [1, 2]) for (const [at, name] of [[1, 'out'], [2, 'err']])" +
          "require('node:fs').writeSync(at, `${name}${i}\\n`)",
      ),
    ],
    [
      'that opens its outputs by name',
      shell('for i in 1 2; do echo out$i >/dev/stdout; echo err$i >/dev/stderr; done'),
    ],
  ])('%s prints to stdout and stderr in the order of a terminal', async (_, spec) => {
    const { ended, lines } = await start(spec);
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(lines).toEqual(['out1', 'err1', 'out2', 'err2']);
  });

  test('continues a line of stdout on stderr, as in a terminal', async () => {
    const { ended, lines } = await start(
      shell('printf "Linking... "; echo failed >&2; printf end'),
    );
    await ended;
    expect(lines).toEqual(['Linking... failed', 'end']);
  });

  test('is read all the same where no common pipe can be made', async () => {
    const dataDir = temporaryDirectory();
    vi.stubEnv('TMPDIR', '/no/such/directory');
    onTestFinished(() => void vi.unstubAllEnvs());
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { ended, lines } = await start(shell('echo out; echo err >&2'), dataDir);
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(lines.toSorted()).toEqual(['err', 'out']);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('their order may change'));
  });

  test('with arguments is run directly, without a shell', async () => {
    const direct = { ...shell('echo'), args: ['$HOME', '; exit 9'] };
    const { ended, lines } = await start(direct);
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(lines).toEqual(['$HOME ; exit 9']);
  });

  test('that kills itself tells the signal', async () => {
    const { ended } = await start(shell('kill -KILL $$'));
    expect(await ended).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  test('that does not exist tells so', async () => {
    const { ended, tree } = await start({ ...shell('no-such-program'), args: [] });
    expect(tree).toBeUndefined();
    expect(await ended).toEqual({
      kind: 'failed-to-start',
      message: '“no-such-program” was not found: install it, or correct slate.json.',
    });
  });

  test('in a directory that does not exist tells so', async () => {
    const { ended } = await start(shell('true', '/no/such/directory'));
    expect(await ended).toEqual({
      kind: 'failed-to-start',
      message: 'The directory /no/such/directory does not exist.',
    });
  });

  test.each([
    ['in its group', 'false'],
    // Leaving the group takes the mark in the environment to be found, which only Linux shows.
    ...(process.platform === 'linux' ? [['in a group of its own', 'true']] : []),
  ])('is stopped with a grandchild %s that ignores SIGTERM', async (_, detached = '') => {
    const { ended, lines, stop } = await start(script(STUBBORN.replace('DETACHED', detached)));
    const pids = await until(() => {
      expect(lines).toHaveLength(1);
      return (lines[0] ?? '').split(' ').map(Number);
    });
    expect(pids.map(isAlive)).toEqual([true, true]);
    stop(100);
    expect(await ended).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  test('that ends leaves nothing running in the background', async () => {
    const { ended, lines } = await start(shell('sleep 300 & echo $!; exit 0'));
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(isAlive(Number(lines[0]))).toBe(false);
  });

  test('with 200,000 lines delivers all of them in order', async () => {
    const code =
      'let n = 0; const more = () => { let s = ""; for (let i = 0; i < 1000; i++) s += n++ + "\\n";' +
      ' process.stdout.write(s, () => { if (n < 200000) more(); }); }; more();';
    const { ended, lines } = await start(script(code));
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(lines).toHaveLength(200_000);
    expect(lines.every((line, index) => line === String(index))).toBe(true);
  });

  test('waits, instead of filling the memory, while nobody takes its lines', async () => {
    const { tools } = await createWorkbench();
    const gate = Promise.withResolvers<void>();
    let taken = 0;
    const { ended } = tools.startProcess(shell('seq 1 300000; echo end'), () => {
      taken += 1;
      return taken === 10 ? gate.promise : undefined;
    });
    let over = false;
    void ended.then(() => {
      over = true;
    });
    await until(() => expect(taken).toBe(10));
    // Time enough to run away: a whole other process comes and goes.
    await (await start(shell('seq 1 300000'))).ended;
    expect({ taken, over }).toEqual({ taken: 10, over: false });
    gate.resolve();
    await ended;
    expect(taken).toBe(300_001);
  });

  test('whose pipe is held open by a stranger ends all the same', async () => {
    const holder = `exec setsid env -u ${MARKER_KEY} sleep 300`;
    const { ended, lines } = await start(shell(`${holder} & echo $!; sleep 0.2`));
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    const stranger = Number(lines[0]);
    if (isAlive(stranger)) process.kill(stranger, 'SIGKILL');
  });

  test('has no input', async () => {
    const { ended, lines } = await start(shell('cat; echo done'));
    await ended;
    expect(lines).toEqual(['done']);
  });
});

describe('the environment of a process', () => {
  test('has no secret, and no broker address, but colours and its own variables', () => {
    const env = childEnvironment(
      {
        PATH: `/usr/bin:${import.meta.dirname}/../../node_modules/.bin`,
        HOME: '/home/me',
        CI: 'true',
        SLATE_AGENT_PASSWORD: 'hush-hush',
        SLATE_DATA_DIR: '/x',
        NATS_URL: 'nats://x',
        NATS_PASSWORD: 'p',
        VITE_NATS_URL: 'ws://x',
        COPY_OF_PASSWORD: 'nats://agent:hush-hush@x',
        npm_lifecycle_event: 'start',
        npm_config_registry: 'https://registry',
        NPM_TOKEN: 'secret-token',
        AWS_SECRET_ACCESS_KEY: 'x',
        DEPLOY_KEY: 'passed',
        KEYBOARD: 'us',
        NOTHING: undefined,
      },
      { MINE: '1' },
      ['hush-hush'],
      new Set(['DEPLOY_KEY']),
    );
    expect(env).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/me',
      CI: 'true',
      DEPLOY_KEY: 'passed',
      KEYBOARD: 'us',
      npm_config_registry: 'https://registry',
      FORCE_COLOR: '1',
      MINE: '1',
    });
  });

  test('is what a real child sees', async () => {
    process.env.SLATE_TEST_SECRET = 'hush';
    const { ended, lines } = await start({ ...shell('env'), env: { MINE: 'yes' } });
    delete process.env.SLATE_TEST_SECRET;
    await ended;
    expect(lines).toContain('FORCE_COLOR=1');
    expect(lines).toContain('MINE=yes');
    expect(lines.filter((line) => /^(SLATE_|NATS)/.test(line))).toEqual([]);
  });

  test('shows no known secret in what a process prints, however it is written', async () => {
    const { records } = await createWorkbench();
    const lines: string[] = [];
    const partials: string[] = [];
    const startWithSecrets = createStartProcess({
      records,
      env: { PATH: process.env.PATH, NPM_TOKEN: 'agent-token-1', SHORT_KEY: 'abc' },
      secrets: ['password-2'],
    });
    const { ended } = startWithSecrets(
      {
        ...script(
          `const out = (text) => process.stdout.write(text);
           out('a agent-tok');
           setTimeout(() => { out('en-1 b password-2 abc\\n' + process.env.MY_SECRET + '\\n'); }, 300);`,
        ),
        env: { MY_SECRET: 'project-secret-3' },
      },
      (line) => void lines.push(line),
      (read) => void partials.push(read()),
    );
    await ended;
    expect(lines).toEqual(['a *** b *** abc', '***']);
    expect(partials[0]).toBe('a ***');
  });

  test('leaves the working directory to the project', async () => {
    const dir = temporaryDirectory();
    const { ended, lines } = await start(shell('pwd -P', dir));
    await ended;
    expect(lines[0]?.endsWith(dir)).toBe(true);
  });
});
