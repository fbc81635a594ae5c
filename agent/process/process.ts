import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { v4 as uuid } from 'uuid';
import type { ChildRecords } from './childRecords.ts';
import { childEnvironment, MARKER_KEY } from './environment.ts';
import { LineReader } from './lines.ts';
import { messageOf } from '../log.ts';
import { openOutputPipe } from './outputPipe.ts';
import { createMasks, type Masks, secretsOf } from './secrets.ts';
import { endTree, type ProcessTree } from './processTree.ts';

/** Between SIGTERM and SIGKILL. */
export const STOP_GRACE_MS = 3_000;
/** A stranger that holds a dead child's pipe open is not waited for any longer than this. */
const SILENT_PIPE_MS = 1_000;
const PIPE_POLL_MS = 50;

export interface ProcessSpec {
  /** With `args` null it is a line for the shell, else a program that is run directly. */
  readonly command: string;
  readonly args: readonly string[] | null;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Takes one clean line of what the process prints, stdout and stderr in their common order. While
 * the promise that it may return is pending, nothing is read.
 */
export type OnLine = (line: string) => Promise<void> | undefined;

/**
 * Takes the line that has not ended yet whenever it may show something else, as a function that
 * reports what it shows now. Handing over a line ends it.
 */
export type OnPartial = (read: () => string) => void;

export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'failed-to-start'; readonly message: string };

export interface RunningProcess {
  /** Undefined if it could not be started. */
  readonly tree: ProcessTree | undefined;
  /** Resolves when it has ended, all its descendants too, and all its output was handed over. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends it and all its descendants: SIGTERM, and SIGKILL after `graceMs`. */
  stop(graceMs?: number): void;
}

export type StartProcess = (
  spec: ProcessSpec,
  onLine: OnLine,
  onPartial?: OnPartial,
) => RunningProcess;

/** What all processes of an agent share. */
export interface ProcessHost {
  readonly records: ChildRecords;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values that no child may find in its environment, and that are masked in what it prints. */
  readonly secrets: readonly string[];
  /** Secrets by their name that children get all the same. */
  readonly passedEnv?: ReadonlySet<string>;
}

/**
 * Makes the function that starts children: each in a process group of its own, without input,
 * with colours, without the agent's secrets. It never throws; what went wrong is in `ended`.
 */
export function createStartProcess(host: ProcessHost): StartProcess {
  const { records, env, secrets, passedEnv } = host;
  const agentMasks = createMasks([...secrets, ...secretsOf(env)]);
  return (spec, onLine, onPartial) => {
    const marker = uuid();
    const pipe = openOutputPipe();
    // execa takes any file descriptor, its types only the first ten.
    const target = pipe === null ? 'pipe' : (pipe.fd as 3);
    records.announce(marker);
    const child = execa(spec.command, spec.args ?? [], {
      shell: spec.args === null,
      cwd: spec.cwd,
      env: { ...childEnvironment(env, spec.env, secrets, passedEnv), [MARKER_KEY]: marker },
      extendEnv: false,
      stdin: 'ignore',
      stdout: target,
      stderr: target,
      buffer: false,
      reject: false,
      cleanup: false,
      killDescendants: true,
      windowsHide: true,
    });
    const { pid } = child;
    pipe?.closeFd();
    if (pid === undefined) {
      pipe?.output.destroy();
      records.remove(marker);
      const ended = child.then(
        (result): ProcessEnd => ({
          kind: 'failed-to-start',
          message: startFailure(spec, result.code, messageOf(result.cause ?? result)),
        }),
      );
      return { tree: undefined, ended, stop: () => undefined };
    }

    const tree = { pid, marker };
    records.add(tree);
    const sources = [pipe?.output, child.stdout, child.stderr];
    const masks = agentMasks.with(spec.env);
    const output = sources.flatMap((source) =>
      source ? [readLines(source, masks, onLine, onPartial)] : [],
    );
    const exited = new Promise<ProcessEnd>((resolve) => {
      child.nodeChildProcess.once('exit', (code, signal) => {
        if (signal === null) resolve({ kind: 'exited', code: code ?? 0 });
        else resolve({ kind: 'signalled', signal });
      });
    });
    const finish = async (): Promise<ProcessEnd> => {
      const end = await exited;
      // What it left in the background would go on unseen, with nobody to stop it.
      await endTree(tree, STOP_GRACE_MS);
      await Promise.all(output.map(untilRead));
      records.remove(marker);
      return end;
    };
    return {
      tree,
      ended: finish(),
      stop(graceMs = STOP_GRACE_MS) {
        if (process.platform === 'win32') child.kill();
        else void endTree(tree, graceMs);
      },
    };
  };
}

interface OutputReader {
  readonly done: Promise<void>;
  /** How long the pipe has been silent although it was read. */
  silentMs(): number;
  abandon(): void;
}

function readLines(
  stream: Readable,
  masks: Masks,
  onLine: OnLine,
  onPartial: OnPartial | undefined,
): OutputReader {
  const reader = new LineReader();
  const unfinished = () => masks.unfinished(reader.unfinished());
  let lastOutputAt = performance.now();
  let waiting = false;
  let stood = false;
  const hand = async (lines: readonly string[]) => {
    for (const line of lines) {
      const wait = onLine(masks.line(line));
      if (wait === undefined) continue;
      waiting = true;
      await wait;
      waiting = false;
    }
    lastOutputAt = performance.now();
  };
  const read = async () => {
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const lines = reader.push(chunk);
        // Also when it was erased; a line that is handed over ends it.
        const stands = reader.hasUnfinished || (stood && lines.length === 0);
        await hand(lines);
        stood = reader.hasUnfinished;
        if (stands) onPartial?.(unfinished);
      }
    } catch {
      // The pipe broke, or was abandoned; what came before counts.
    }
    await hand(reader.end());
  };
  return {
    done: read(),
    silentMs: () => (waiting ? 0 : performance.now() - lastOutputAt),
    abandon: () => stream.destroy(),
  };
}

async function untilRead(reader: OutputReader): Promise<void> {
  let finished = false;
  const done = reader.done.then(() => {
    finished = true;
  });
  const begun = performance.now();
  while (!finished) {
    await Promise.race([done, sleep(PIPE_POLL_MS)]);
    const patience = Math.min(reader.silentMs(), performance.now() - begun);
    if (!finished && patience > SILENT_PIPE_MS) reader.abandon();
  }
}

function startFailure(spec: ProcessSpec, code: string | undefined, fallback: string): string {
  if (!statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return `The directory ${spec.cwd} does not exist.`;
  }
  const program = spec.args === null ? 'The shell' : `“${spec.command}”`;
  if (code === 'ENOENT') return `${program} was not found: install it, or correct slate.json.`;
  if (code === 'EACCES') return `${program} may not be executed: check its permissions.`;
  return fallback;
}
