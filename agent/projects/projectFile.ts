import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../src/lib/messaging/index.ts';
import type { ProcessSpec } from '../process/process.ts';
import { planSteps, slateSchema, type SlateFile } from './slateFile.ts';

const MINUTE_MS = 60_000;
/** As a job of GitHub Actions. */
const BUILD_TIMEOUT_MINUTES = 360;
const BUILD_TIMEOUT_MS = BUILD_TIMEOUT_MINUTES * MINUTE_MS;

/** One step of a build: a name for people, and what runs. */
export interface BuildPlanStep {
  readonly name: string;
  /** The step that it is part of, or null. */
  readonly group: string | null;
  readonly process: ProcessSpec;
  /** A failed build may go on from here with what the steps before it have left. */
  readonly resumable: boolean;
  /** Null for as long as the build may take. */
  readonly timeoutMs: number | null;
}

/** What runs in a copy of a build's artifacts. */
export interface DeployPlan {
  readonly command: string;
  /** Null for a line for the shell. */
  readonly args: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  /** Relative to the copy. */
  readonly cwd: string;
  /** The path of its health check. */
  readonly health: string;
}

/** What a project's own files say about it. */
export interface ProjectConfig {
  readonly name: string;
  /** Null if there is nothing to build. */
  readonly build: readonly BuildPlanStep[] | null;
  /** How long all of a build may take. */
  readonly buildTimeoutMs: number;
  /** Patterns of the files that a build makes. */
  readonly artifacts: readonly string[];
  /** Null if there is nothing to run. */
  readonly run: ProcessSpec | null;
  /** How a build of it is deployed; null if none is. */
  readonly deploy: DeployPlan | null;
  /** Whether its own slate.json lets the page change its files. */
  readonly editable: boolean;
  /** Which file is wrong, how, and what to do; null if all is well. */
  readonly problem: string | null;
}

const packageSchema = z.object({
  name: z.optional(z.string()),
  scripts: z.optional(z.record(z.string(), z.string())),
});

/**
 * Reads `slate.json`, or without one the scripts of `package.json`. It never throws: a project
 * whose files are wrong is shown all the same, with its problem.
 * @param dir absolute
 */
export async function readProjectConfig(dir: string, fallbackName: string): Promise<ProjectConfig> {
  const broken = (problem: string): ProjectConfig => ({
    name: fallbackName,
    build: null,
    buildTimeoutMs: BUILD_TIMEOUT_MS,
    artifacts: [],
    run: null,
    deploy: null,
    editable: false,
    problem,
  });
  try {
    const slate = await readJson(join(dir, 'slate.json'), slateSchema);
    if (slate !== null) return fromSlateFile(dir, slate, fallbackName);
    const manifest = await readJson(join(dir, 'package.json'), packageSchema);
    if (manifest !== null) return fromPackageFile(dir, manifest, fallbackName);
    return broken(
      `${dir} has neither slate.json nor package.json: add a slate.json with a build or a run command.`,
    );
  } catch (error) {
    if (error instanceof ProjectProblem) return broken(error.message);
    throw error;
  }
}

/** What a person would type to do the same; for display only. */
export function describeCommand({ command, args }: ProcessSpec): string {
  return [command, ...(args ?? [])].join(' ');
}

class ProjectProblem extends Error {}

async function readJson<T>(path: string, schema: z.ZodMiniType<T>): Promise<T | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ProjectProblem(`${path} can’t be read (${String(code)}): check its permissions.`);
  }
  let value: unknown;
  try {
    value = parseJson(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new ProjectProblem(`${path} is not valid JSON (${why}): correct it and build again.`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  throw new ProjectProblem(
    `${path}: ${where === '' ? 'it' : `“${where}”`} is wrong (${issue?.message ?? ''}): correct it and build again.`,
  );
}

function fromSlateFile(dir: string, slate: SlateFile, fallbackName: string): ProjectConfig {
  const spec = (given: {
    command: string;
    args?: string[] | undefined;
    env?: Record<string, string> | undefined;
    cwd?: string | undefined;
  }) => ({
    command: given.command,
    args: given.args ?? null,
    env: given.env ?? {},
    cwd: cwdInside(dir, given.cwd ?? '.'),
  });
  return {
    name: slate.name ?? fallbackName,
    build:
      slate.build === undefined
        ? null
        : planSteps(slate.build.steps).map(({ name, group, resumable, timeoutMinutes, given }) => ({
            name,
            group,
            resumable,
            timeoutMs: timeoutMinutes === null ? null : timeoutMinutes * MINUTE_MS,
            process: spec(given),
          })),
    buildTimeoutMs: (slate.build?.timeoutMinutes ?? BUILD_TIMEOUT_MINUTES) * MINUTE_MS,
    artifacts: slate.artifacts ?? [],
    run: slate.run ? spec(slate.run) : null,
    deploy: deployPlan(dir, slate),
    editable: slate.editable ?? false,
    problem: null,
  };
}

function deployPlan(dir: string, { deploy, artifacts = [] }: SlateFile): DeployPlan | null {
  if (deploy === undefined) return null;
  if (artifacts.length === 0) {
    throw new ProjectProblem(
      `${join(dir, 'slate.json')}: “deploy” runs what a build leaves: name those files in “artifacts”.`,
    );
  }
  const { command, args = null, env = {}, cwd = '.', health = '/' } = deploy;
  return { command, args, env, cwd, health };
}

function fromPackageFile(
  dir: string,
  { name, scripts = {} }: z.infer<typeof packageSchema>,
  fallbackName: string,
): ProjectConfig {
  const npmRun = (script: string): ProcessSpec => ({
    command: 'npm',
    args: ['run', script],
    env: {},
    cwd: dir,
  });
  const runScript = ['start', 'dev'].find((script) => Object.hasOwn(scripts, script));
  return {
    name: name?.slice(0, 100) || fallbackName,
    build: Object.hasOwn(scripts, 'build')
      ? [
          {
            name: 'build',
            group: null,
            process: npmRun('build'),
            resumable: false,
            timeoutMs: null,
          },
        ]
      : null,
    buildTimeoutMs: BUILD_TIMEOUT_MS,
    artifacts: [],
    run: runScript === undefined ? null : npmRun(runScript),
    deploy: null,
    editable: false,
    problem: null,
  };
}

function cwdInside(dir: string, cwd: string): string {
  const wanted = resolve(dir, cwd);
  if (isInside(dir, wanted) && isInside(realPath(dir), realPath(wanted))) return wanted;
  throw new ProjectProblem(
    `${join(dir, 'slate.json')}: cwd “${cwd}” is outside of the project: use a directory inside it.`,
  );
}

/** Links resolved as far as the path exists: an earlier step may make the rest. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** Whether an absolute path is a directory itself or below it, by its text alone. */
function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
