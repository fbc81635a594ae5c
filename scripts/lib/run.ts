import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa, execaSync } from 'execa';

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Runs a program to its end with its output on stderr. Returns why it failed, if it did. */
export async function runShown(
  command: string,
  args: readonly string[],
  { timeoutMs, ...options }: RunOptions = {},
): Promise<string | undefined> {
  const { failed, shortMessage = '' } = await execa(command, args, {
    ...options,
    stdio: ['ignore', 2, 2],
    reject: false,
    ...(timeoutMs !== undefined && { timeout: timeoutMs, killSignal: 'SIGKILL' }),
  });
  return failed ? shortMessage : undefined;
}

/** What a quick program writes to stdout; undefined if it fails. */
export function outputOf(command: string, args: readonly string[]): string | undefined {
  const { failed, stdout } = execaSync(command, args, {
    stdin: 'ignore',
    timeout: 10_000,
    reject: false,
  });
  return failed ? undefined : stdout.trim();
}

/** Every file called `name` on PATH, then in the usual directories that PATH often lacks. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const usual = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'];
  const dirs = [...(env.PATH ?? '').split(delimiter).filter((dir) => dir !== ''), ...usual];
  return [...new Set(dirs)].map((dir) => join(dir, name)).filter((file) => existsSync(file));
}

/** Whether apt-get can be used without asking. */
export function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}
