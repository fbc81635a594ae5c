import type {
  CommandHandler,
  CommandName,
  MessagingClient,
  ProjectRecord,
  Unsubscribe,
} from '../src/lib/messaging/index.ts';
import { readArtifact } from './artifacts.ts';
import type { BuildRecords, EndedBuild } from './buildRecords.ts';
import type { Builds } from './builds.ts';
import { createOnce } from './idempotency.ts';
import { describeCommand } from './projectFile.ts';
import type { HostedProject } from './projects.ts';
import type { Runtimes } from './runtime.ts';
import { stepPath } from './steps.ts';

const MAX_SHOWN_NAME_CHARS = 64;
/** Of several agents that host a project exactly one gets a command: a build starts once. */
const byOneAgent = { queue: 'slate-agents' };

export interface ServiceParts {
  /** May answer, and nothing else. */
  readonly responder: MessagingClient;
  readonly projects: readonly HostedProject[];
  readonly builds: Builds;
  readonly buildRecords: BuildRecords;
  readonly runtimes: Runtimes;
}

/**
 * Answers the commands of all hosted projects and sessions. Messages choose among what the
 * projects' own files offer; nothing that a message says is ever run, only ids are looked up and
 * names shown. Returns the undo.
 */
export function serve(parts: ServiceParts): Unsubscribe {
  const { responder, projects, builds, buildRecords, runtimes } = parts;
  const once = createOnce();
  const undos: Unsubscribe[] = [];
  const ofSessions = new Map<string, Unsubscribe[]>();
  const ofBuilds = new Map<string, Unsubscribe[]>();

  /** For commands that change something: a repeat gets the first answer. */
  const onlyOnce =
    <Name extends CommandName>(
      name: Name,
      target: string,
      handler: (
        ...args: Parameters<CommandHandler<Name>>
      ) => Promise<Awaited<ReturnType<CommandHandler<Name>>>>,
    ): CommandHandler<Name> =>
    (input, ids, context) => {
      const { userId, idempotencyKey } = context;
      const key = idempotencyKey && [name, target, userId, idempotencyKey].join(' ');
      return once(key, () => handler(input, ids, context));
    };

  const describe = async (project: HostedProject): Promise<ProjectRecord> => {
    const { projectId } = project;
    const { name, build, run, problem } = await project.readConfig();
    return {
      projectId,
      name,
      buildSteps:
        build?.map((step) => ({
          name: stepPath(step),
          command: describeCommand(step.process),
        })) ?? null,
      runCommand: run && describeCommand(run),
      currentBuildId: builds.current(projectId),
      sessions: runtimes.list(projectId),
      ...(problem === null ? {} : { problem }),
    };
  };

  undos.push(
    responder.respond(
      'project.list',
      {},
      async () => ({ projects: await Promise.all(projects.map(describe)) }),
      byOneAgent,
    ),
  );
  for (const project of projects) {
    const { projectId } = project;
    undos.push(
      responder.respond('project.get', { projectId }, () => describe(project), byOneAgent),
      responder.respond(
        'build.start',
        { projectId },
        onlyOnce('build.start', projectId, async (input, _, { userId, idempotencyKey }) => ({
          buildId: await builds.start(project, {
            startedBy: shownName(input.startedBy, userId),
            userId,
            idempotencyKey,
            retryOf: input.retryOf,
          }),
        })),
        byOneAgent,
      ),
      responder.respond(
        'build.cancel',
        { projectId },
        onlyOnce('build.cancel', projectId, async (input, _, { userId }) => ({
          buildId: await builds.cancel(
            projectId,
            input.buildId,
            shownName(input.cancelledBy, userId),
          ),
        })),
        byOneAgent,
      ),
      responder.respond(
        'runtime.start',
        { projectId },
        onlyOnce('runtime.start', projectId, async (input, _, { userId }) => {
          const session = await runtimes.start(project, shownName(input.startedBy, userId));
          return { sessionId: session.order.sessionId };
        }),
        byOneAgent,
      ),
    );
  }

  const serveBuild = ({ buildId }: EndedBuild, project: HostedProject) => [
    responder.respond('artifact.read', { buildId }, ({ path, offset }) =>
      readArtifact(project.dir, buildRecords.get(buildId)?.artifacts ?? [], path, offset),
    ),
    responder.respond(
      'build.resume',
      { buildId },
      onlyOnce('build.resume', buildId, async (input, _, { userId, idempotencyKey }) => ({
        buildId: await builds.resume(project, input.step, {
          startedBy: shownName(input.startedBy, userId),
          userId,
          idempotencyKey,
          retryOf: buildId,
        }),
      })),
    ),
  ];
  // What a build left is with the agent that ran it: no other is asked.
  undos.push(
    buildRecords.watch((known) => {
      const ids = new Set(known.map(({ buildId }) => buildId));
      for (const [buildId, stops] of ofBuilds) {
        if (ids.has(buildId)) continue;
        for (const stop of stops) stop();
        ofBuilds.delete(buildId);
      }
      for (const build of known) {
        const project = projects.find(({ projectId }) => projectId === build.projectId);
        if (project && !ofBuilds.has(build.buildId)) {
          ofBuilds.set(build.buildId, serveBuild(build, project));
        }
      }
    }),
  );

  runtimes.onSession((session, known) => {
    const { sessionId } = session.order;
    for (const undo of ofSessions.get(sessionId) ?? []) undo();
    ofSessions.delete(sessionId);
    if (!known) return;
    ofSessions.set(sessionId, [
      responder.respondStatus(sessionId, () => session.statusEvent()),
      responder.respond('runtime.status', { sessionId }, () => session.status()),
      responder.respond(
        'runtime.stop',
        { sessionId },
        onlyOnce('runtime.stop', sessionId, async () => {
          session.stop();
          return { sessionId };
        }),
      ),
    ]);
  });

  return () => {
    for (const undo of undos) undo();
    for (const undo of [...ofSessions.values(), ...ofBuilds.values()].flat()) undo();
    ofSessions.clear();
    ofBuilds.clear();
  };
}

/** A name from a message, as people may see it: one line, cut; the proven id if there is none. */
function shownName(name: string | undefined, userId: string): string {
  const clean = (name ?? '').replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return clean === '' ? userId : Array.from(clean).slice(0, MAX_SHOWN_NAME_CHARS).join('').trim();
}
