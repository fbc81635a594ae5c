import { execa } from 'execa';
import type { BuildGit } from '../../src/catalogs/slate/index.ts';

/** A build waits for this; a repository that takes longer is built without the answer. */
const TIMEOUT_MS = 3_000;
/** All of `git log -1`; of `git status` the first line says enough. */
const MAX_OUTPUT = 16_384;
const MAX_SUBJECT_CHARS = 200;
const MAX_NAME_CHARS = 100;

/**
 * What is checked out in a project's directory, as far as git says it: {} where there is no git, no
 * repository, no commit yet, or where the repository around it ignores the directory. Never rejects.
 * @param dir absolute
 */
export async function readGit(dir: string): Promise<BuildGit> {
  // A workspace inside another project's checkout is not what that checkout is about.
  const ignored = await runGit(dir, ['check-ignore', '-q', '--', '.']);
  if (ignored.exitCode !== 1) return {};
  const [head, commit, changes] = await Promise.all([
    runGit(dir, ['symbolic-ref', '--short', '-q', 'HEAD']),
    runGit(dir, ['log', '-1', '--format=%H%x00%an%x00%s']),
    runGit(dir, ['status', '--porcelain', '--untracked-files=normal', '--', '.']),
  ]);
  const [hash, author, subject] = commit.exitCode === 0 ? commit.stdout.split('\0') : [];
  return {
    ...text('branch', head.exitCode === 0 ? head.stdout : undefined, MAX_NAME_CHARS),
    ...text('commit', hash, MAX_NAME_CHARS),
    ...text('subject', subject, MAX_SUBJECT_CHARS),
    ...text('author', author, MAX_NAME_CHARS),
    ...(changes.exitCode === 0 || changes.isMaxBuffer ? { dirty: changes.stdout !== '' } : {}),
  };
}

function text(key: keyof BuildGit, value: string | undefined, maxChars: number): BuildGit {
  const line = Array.from((value ?? '').replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()).slice(0, maxChars);
  return line.length === 0 ? {} : { [key]: line.join('') };
}

/**
 * Runs git in a directory, with nothing of the agent's own environment and no question asked.
 * Never rejects: look at `exitCode`.
 * @param dir absolute
 */
export function runGit(
  dir: string,
  args: readonly string[],
  { maxBuffer = MAX_OUTPUT, stripFinalNewline = true } = {},
) {
  const { PATH, HOME, LANG } = process.env;
  return execa('git', ['-C', dir, '-c', 'core.fsmonitor=false', ...args], {
    // Not the agent's own: a GIT_DIR would answer for another repository. No lock is taken from a
    // person who works in the same checkout.
    env: { PATH, HOME, LANG, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: TIMEOUT_MS,
    maxBuffer,
    stripFinalNewline,
  });
}
