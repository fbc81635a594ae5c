import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFile } from '../../scripts/lib/paths.ts';

/** What one process does, in this order. */
interface Play {
  /** Printed at once. */
  lines?: readonly string[];
  /** Prints "line 1", "line 2" … up to this. */
  count?: number;
  everyMs?: number;
  /** Starts two processes that outlive it, one in a group of its own, and tells their ids. */
  children?: boolean;
  /** Printed without its newline, which comes when the gate is open. */
  prompt?: string;
  /** Waits until this gate is open. */
  gate?: string;
  /** Does not end when it is asked to: it has to be killed. */
  stubborn?: boolean;
  /** Files to write: their content, or how long it is. */
  writes?: Readonly<Record<string, string | number>>;
  /** If this file is missing, these lines are printed and it fails with 3. */
  needs?: { file: string; lines: readonly string[] };
  exitCode?: number;
  /** Part of slate.json, not of the process. */
  resumable?: boolean;
  /** The step consists of these instead. */
  steps?: Readonly<Record<string, Play>>;
}

const play = `
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const does = JSON.parse(process.argv[2]);
const { lines = [], count = 0, everyMs, children, prompt, gate, writes = {}, needs, exitCode = 0 } = does;
if (does.stubborn) process.on('SIGTERM', () => {});
for (const line of lines) {
  console.log(line.replace('{time}', new Date().toISOString()).replace('{pid}', process.pid));
}
if (needs && !existsSync(needs.file)) {
  for (const line of needs.lines) console.log(line);
  process.exit(3);
}
for (const [file, content] of Object.entries(writes)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'number' ? 'x'.repeat(content) : content);
}
for (let n = 1; n <= count; n++) {
  console.log('line ' + n);
  await sleep(everyMs);
}
if (children) {
  const pids = [false, true].map((detached) => {
    const options = { detached, stdio: 'ignore' };
    return spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], options).pid;
  });
  // Renamed into place, so that it is never half read.
  writeFileSync('children.tmp', JSON.stringify(pids));
  renameSync('children.tmp', 'children.json');
}
if (prompt) process.stdout.write(prompt);
while (gate && !existsSync(gate)) await sleep(20);
if (prompt) console.log('yes');
process.exitCode = exitCode;
`;

const endless = 1_000_000_000;
/** Faster than a person reads, slow enough to still run when the test does the next thing. */
const everyMs = 20;

interface Plan {
  build?: Readonly<Record<string, Play>>;
  artifacts?: readonly string[];
  editable?: boolean;
  run?: Play;
}

const threeSteps = (gate: string) => ({
  Lint: { lines: ['42 files, no complaints'] },
  Compile: { lines: ['compiling', 'compiled'], gate },
  Package: { lines: ['packed 12 files'] },
});

/** A project per test, so that none finds what another left. */
const plans = {
  story: { build: threeSteps('compile') },
  failing: {
    build: {
      Compile: { lines: ['compiled'] },
      Test: {
        lines: [...Array.from({ length: 60 }, (_, i) => `ok ${i + 1}`), 'expected 4, got 5'],
        exitCode: 3,
      },
      Package: { lines: ['never printed'] },
    },
  },
  replayed: {
    build: {
      Lint: { lines: ['42 files, no complaints'] },
      Compile: { lines: ['compiling', 'compiled'], gate: 'replayed' },
      Test: { lines: ['expected 4, got 5'], exitCode: 3 },
    },
  },
  cancelled: {
    build: { Wait: { lines: ['waiting'], children: true, gate: 'never' }, Package: {} },
  },
  middle: {
    build: {
      Compile: { lines: ['the very first line'] },
      Test: { count: 500, everyMs: 1, gate: 'tests' },
    },
  },
  foreign: { build: threeSteps('foreign') },
  running: { run: { count: endless, everyMs } },
  sessions: { run: { count: endless, everyMs } },
  beside: { run: { count: endless, everyMs } },
  crashing: {
    run: {
      lines: [
        '\u001b[31mworking 1 %\rworking 99 %',
        'Error: no such table\u001b[0m',
        'ending',
        '\u001b]8;;https://docs.example/tables\u001b\\What to do\u001b]8;;\u001b\\',
      ],
      gate: 'crash',
      exitCode: 3,
    },
  },
  shared: { build: threeSteps('shared') },
  onchange: { build: { Check: { lines: ['checked'] } } },
  outage: { build: { Print: { count: 250, everyMs } }, run: { count: 250, everyMs } },
  frail: { editable: true, run: { count: endless, everyMs } },
  pair: { editable: true },
  late: { build: threeSteps('late'), run: { count: endless, everyMs } },
  keyboard: { build: threeSteps('keyboard') },
  queue: { build: { Wait: { lines: ['waiting'], gate: 'queue' } } },
  impatient: { build: { Wait: { lines: ['waiting'], gate: 'impatient' } } },
  stubborn: { build: { Wait: { lines: ['waiting'], gate: 'never', stubborn: true } } },
  tab: { build: threeSteps('tab') },
  notices: {
    build: {
      Wait: { lines: ['waiting'], gate: 'notices' },
      Check: { needs: { file: 'sound', lines: ['not sound'] } },
    },
  },
  nested: {
    build: {
      Install: { lines: ['installed'] },
      Test: {
        steps: {
          Unit: { lines: ['unit tests at {time}, pid {pid}', 'ok 1', 'ok 2'] },
          Browser: {
            lines: ['browser tests'],
            needs: { file: 'fixed', lines: ['not ok 3: expected 4, got 5'] },
            gate: 'nested',
            resumable: true,
          },
        },
      },
      Pack: { lines: ['packed'] },
    },
  },
  artifacts: {
    artifacts: ['dist/**'],
    build: {
      Bundle: {
        writes: {
          'dist/app.txt': 'first line\nsecond line\n',
          'dist/big.bin': 1_000_000,
        },
      },
    },
  },
  output: {
    build: {
      Check: {
        lines: [
          'checking',
          '::group::Install',
          'installed a',
          '::endgroup::',
          '::error file=src/a.ts,line=3,col=7,title=Types::wrong type',
          ...Array.from({ length: 60 }, (_, i) => `ok ${i + 1}`),
        ],
        prompt: 'Continue? ',
        gate: 'output',
      },
    },
  },
  looks: {
    build: {
      Compile: { lines: ['\u001b[32mcompiled\u001b[0m', '\u001b[33mwarning: old\u001b[0m'] },
      Test: { lines: ['\u001b[1;31merror: expected 4, got 5\u001b[0m'], exitCode: 1 },
      Package: {},
    },
    run: { count: endless, everyMs: 200 },
  },
} satisfies Record<string, Plan>;

export type ProjectName = keyof typeof plans;

/** A real directory with a slate.json. */
export interface TempProject {
  /** Its id and its name. */
  readonly id: string;
  readonly dir: string;
  /** Shuts a gate; a process that gets there waits until it is opened. */
  gate(name: string): { open(): void };
  /** The ids of the processes that its last process with `children` started; none at first. */
  childPids(): number[];
}

/** Makes a project in a directory of its own. */
export function makeProject(parent: string, name: ProjectName): TempProject {
  const dir = join(parent, name);
  mkdirSync(dir, { recursive: true });
  const { build, run, artifacts, editable }: Plan = plans[name];
  const command = (does: Play) => ({
    command: moduleFile('node/bin/node'),
    args: ['play.mjs', JSON.stringify(does)],
  });
  const toSteps = (plays: Readonly<Record<string, Play>>): object[] =>
    Object.entries(plays).map(([step, { steps, resumable, ...does }]) => ({
      name: step,
      ...(resumable === undefined ? {} : { resumable }),
      ...(steps ? { steps: toSteps(steps) } : command(does)),
    }));
  const steps = toSteps(build ?? {});
  writeFileSync(join(dir, 'play.mjs'), play);
  writeFileSync(
    join(dir, 'slate.json'),
    JSON.stringify({
      name,
      artifacts,
      editable,
      ...(build && { build: { steps } }),
      ...(run && { run: command(run) }),
    }),
  );
  return {
    id: name,
    dir,
    gate(gate) {
      const file = join(dir, gate);
      rmSync(file, { force: true });
      return { open: () => writeFileSync(file, '') };
    },
    childPids() {
      const file = join(dir, 'children.json');
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as number[]) : [];
    },
  };
}
