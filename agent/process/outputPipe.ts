import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { messageOf, say } from '../log.ts';

/** A pipe that one child gets as stdout and as stderr, so that its output keeps its order. */
export interface OutputPipe {
  readonly output: Readable;
  /** The end to write to. */
  readonly fd: number;
  /** Call it once the child has the writing end: `output` ends when nothing holds it any more. */
  closeFd(): void;
}

/**
 * Opens a pipe, or returns null where the system has none to offer; then stdout and stderr have to
 * be read apart. Node makes one pipe per stream (and sockets at that, which no child can open as
 * /dev/stderr), so this is a named one whose name is gone at once.
 */
export function openOutputPipe(): OutputPipe | null {
  if (process.platform === 'win32') return null;
  let dir: string | undefined;
  try {
    dir = mkdtempSync(join(tmpdir(), 'slate-pipe-'));
    const path = join(dir, 'output');
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
    // In this order: a writing end can't be opened while there is no reading end.
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(path, constants.O_WRONLY);
    const output = new Socket({ fd: readFd, readable: true, writable: false });
    return { output, fd, closeFd: () => closeSync(fd) };
  } catch (error) {
    say(`no common pipe for stdout and stderr, their order may change: ${messageOf(error)}`);
    return null;
  } finally {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  }
}
