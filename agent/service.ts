import type { CommandName } from '../src/catalogs/slate/index.ts';
import {
  type CommandHandler,
  CommandRefusal,
  type MessagingClient,
  type Unsubscribe,
} from '../src/lib/messaging/index.ts';
import type { BuildRecords } from './build/buildRecords.ts';
import type { Builds } from './build/builds.ts';
import { serveEndedBuilds } from './build/endedBuilds.ts';
import { createOnce } from './idempotency.ts';
import type { Hosting } from './projects/records/hosting.ts';
import type { ProjectCommands } from './projects/records/projectCommands.ts';
import type { Hosts } from './projects/records/hosts.ts';
import { projectTemplates } from './projects/records/templates.ts';
import type { Runtimes } from './runtime/runtime.ts';
import { shownName } from './projects/shownName.ts';

/** Of several agents that host a project exactly one gets a command: a build starts once. */
const byOneAgent = { queue: 'slate-agents' };

/** Of projects that no agent hosts: asked beside the hosts, and silent where there is one. */
const byAnyAgent = { queue: 'slate-agents-unhosted' };
const leaveToHost = () => new Promise<never>(() => {});

export interface ServiceParts {
  /** May answer, and nothing else. */
  readonly responder: MessagingClient;
  readonly hosting: Hosting;
  readonly hosts: Pick<Hosts, 'list' | 'get' | 'isHosted'>;
  readonly changes: ProjectCommands;
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
  const { responder, hosting, hosts, changes, builds, buildRecords, runtimes } = parts;
  const once = createOnce();
  const undos: Unsubscribe[] = [];
  const ofSessions = new Map<string, Unsubscribe[]>();

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

  undos.push(
    responder.respond(
      'project.list',
      {},
      async () => ({
        projects: await hosts.list(),
        templates: [...projectTemplates],
      }),
      byOneAgent,
    ),
    responder.respond(
      'project.create',
      { projectId: '*' },
      (input, ids, context) =>
        onlyOnce('project.create', ids.projectId, async () => {
          const { userId } = context;
          const by = { userId, name: shownName(input.createdBy, userId) };
          return hosts.get(await changes.create(ids.projectId, input, by));
        })(input, ids, context),
      byOneAgent,
    ),
  );

  const remove = (projectId: string) =>
    onlyOnce('project.delete', projectId, async (input, _, { userId }) => {
      await changes.remove(projectId, input, {
        userId,
        name: shownName(input.deletedBy, userId),
      });
      return { projectId };
    });
  undos.push(
    responder.respond(
      'project.delete',
      { projectId: '*' },
      async (input, ids, context) => {
        const { projectId } = ids;
        if (await hosts.isHosted(projectId)) return leaveToHost();
        return remove(projectId)(input, ids, context);
      },
      byAnyAgent,
    ),
  );

  const stopProjects = hosting.onProject((project) => {
    const { projectId } = project;
    const answers = [
      responder.respond('project.get', { projectId }, () => hosts.get(project), byOneAgent),
      responder.respond(
        'project.rename',
        { projectId },
        onlyOnce('project.rename', projectId, async (input, _, { userId }) => {
          const by = { userId, name: shownName(input.updatedBy, userId) };
          await changes.rename(projectId, input, by);
          return hosts.get(project);
        }),
        byOneAgent,
      ),
      responder.respond(
        'project.configure',
        { projectId },
        onlyOnce('project.configure', projectId, async (input, _, { userId }) => {
          const by = { userId, name: shownName(input.updatedBy, userId) };
          await changes.configure(projectId, input, by);
          return hosts.get(project);
        }),
        byOneAgent,
      ),
      responder.respond('project.delete', { projectId }, remove(projectId), byOneAgent),
      responder.respond(
        'build.start',
        { projectId },
        onlyOnce('build.start', projectId, async (input, _, { userId, idempotencyKey }) => {
          const startedBy = shownName(input.startedBy, userId);
          const { retryOf } = input;
          const request = { startedBy, userId, idempotencyKey, retryOf };
          const buildId = await hosting.use(projectId, () => builds.start(project, request));
          return { buildId };
        }),
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
          const startedBy = shownName(input.startedBy, userId);
          const session = await hosting.use(projectId, () => runtimes.start(project, startedBy));
          return { sessionId: session.order.sessionId };
        }),
        byOneAgent,
      ),
      serveEndedBuilds({ responder, hosting, builds, buildRecords, once }, project),
    ];
    return () => {
      for (const undo of answers) undo();
    };
  });

  runtimes.onSession((session, known) => {
    const { sessionId } = session.order;
    for (const undo of ofSessions.get(sessionId) ?? []) undo();
    ofSessions.delete(sessionId);
    if (!known) return;
    ofSessions.set(sessionId, [
      responder.respondWithEvent('runtime.status', { sessionId }, () => session.statusEvent()),
      responder.respond('runtime.status', { sessionId }, () => session.statusAndHistory()),
      responder.respond(
        'runtime.restart',
        { sessionId },
        onlyOnce('runtime.restart', sessionId, async (input, _, { userId }) => {
          const startedBy = shownName(input.startedBy, userId);
          const { projectId } = session.order;
          const next = await hosting.use(projectId, () => runtimes.restart(sessionId, startedBy));
          return { sessionId: next.order.sessionId, restartOf: sessionId };
        }),
      ),
      responder.respond(
        'runtime.stop',
        { sessionId },
        onlyOnce('runtime.stop', sessionId, async (input, _, { userId }) => {
          if (session.order.deploymentId !== undefined) {
            throw new CommandRefusal('conflict', 'It runs for a deployment: stop that instead.');
          }
          session.stop({ by: shownName(input.stoppedBy, userId) });
          return { sessionId };
        }),
      ),
    ]);
  });

  return () => {
    stopProjects();
    for (const undo of [...undos, ...[...ofSessions.values()].flat()]) undo();
    ofSessions.clear();
  };
}
