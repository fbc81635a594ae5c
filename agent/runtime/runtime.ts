import { randomInt } from 'node:crypto';
import type { RuntimeStatus } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { waitStored } from '../publish/publisher.ts';
import type { Leases } from '../projects/records/leases.ts';
import type { ProcessSpec } from '../process/process.ts';
import type { HostedProject } from '../projects/projects.ts';
import { Session, type SessionOrder, type SessionTools } from './session.ts';

/** Ended sessions stay known for a while, so that their pages still get an answer. */
const KEPT_SESSIONS_PER_PROJECT = 20;
const ID_HEAD_CHARS = 40;

export interface RuntimesOptions extends SessionTools {
  readonly leases: Pick<Leases, 'take' | 'onLost'>;
}

/** The runtimes of an agent: at most one runs at a time per project, over all agents. */
export interface Runtimes {
  /**
   * Starts a session and returns it.
   * @throws CommandRefusal 'conflict' if one runs, 'invalid' if there is nothing to run, 'failed'
   * if the program can't be started
   */
  start(project: HostedProject, startedBy: string | undefined): Promise<Session>;
  /**
   * Starts a process of a deployment: known like the others, but not the one that a project runs.
   * @throws CommandRefusal 'failed' if the program can't be started
   */
  startDeployed(order: Omit<SessionOrder, 'sessionId'>): Promise<Session>;
  /**
   * Stops a session if it runs, and starts its project's process again. Nothing is stopped for what
   * can't be started.
   * @throws CommandRefusal as `start`, and 'not-found'
   */
  restart(sessionId: string, startedBy: string | undefined): Promise<Session>;
  /** @throws CommandRefusal 'not-found' */
  get(sessionId: string): Session;
  /** Newest first. */
  list(projectId: string): RuntimeStatus[];
  /** Called for sessions that become known (`true`) and that are forgotten (`false`). */
  onSession(listener: (session: Session, known: boolean) => void): void;
  /** Stops all. Resolves when their ends are stored. */
  close(graceMs: number): Promise<void>;
}

interface Known {
  readonly session: Session;
  readonly project: HostedProject;
}

export function createRuntimes(options: RuntimesOptions): Runtimes {
  const { leases, ...tools } = options;
  /** By project, newest first. */
  const sessions = new Map<string, Known[]>();
  /** The processes of deployments, newest first. */
  const deployed = new Map<string, Session[]>();
  const starting = new Set<string>();
  const listeners = new Set<(session: Session, known: boolean) => void>();
  let closed = false;
  const report = (session: Session, known: boolean) => {
    for (const listener of listeners) listener(session, known);
  };

  const find = (sessionId: string): Known => {
    for (const known of sessions.values()) {
      const found = known.find(({ session }) => session.order.sessionId === sessionId);
      if (found) return found;
    }
    throw new CommandRefusal('not-found', 'This agent knows no such session.');
  };
  /** Holds the project for one start at a time. `old` may still run. */
  const alone = async (
    { projectId }: HostedProject,
    old: Session | null,
    begin: () => Promise<Session>,
  ): Promise<Session> => {
    const known = sessions.get(projectId) ?? [];
    const runs = known.some(({ session }) => session.isRunning && session !== old);
    if (runs || starting.has(projectId)) {
      throw new CommandRefusal('conflict', 'It is already running.');
    }
    starting.add(projectId);
    try {
      const giveBack = await leases.take(projectId, 'run');
      try {
        const session = await begin();
        void session.exited.then(giveBack);
        return session;
      } catch (error) {
        await giveBack();
        throw error;
      }
    } finally {
      starting.delete(projectId);
    }
  };
  const begin = async (project: HostedProject, order: Omit<SessionOrder, 'sessionId'>) => {
    if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
    const { projectId } = project;
    const session = new Session({ ...order, sessionId: newSessionId(projectId) }, tools);
    const known = [{ session, project }, ...(sessions.get(projectId) ?? [])];
    for (const old of known.splice(KEPT_SESSIONS_PER_PROJECT)) report(old.session, false);
    sessions.set(projectId, known);
    report(session, true);
    return started(session);
  };
  const started = async (session: Session) => {
    const failure = await session.startFailure;
    if (failure !== null) throw new CommandRefusal('failed', failure);
    return session;
  };

  leases.onLost((projectId, by) => {
    const failure = `It was stopped: ${by} runs it since this agent was cut off.`;
    for (const { session } of sessions.get(projectId) ?? []) {
      if (session.isRunning) session.stop({ failure });
    }
  });

  return {
    start: (project, startedBy) =>
      alone(project, null, async () => {
        const process = await readRun(project);
        return begin(project, { projectId: project.projectId, process, startedBy });
      }),
    startDeployed(order) {
      if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
      const { projectId } = order;
      const session = new Session({ ...order, sessionId: newSessionId(projectId) }, tools);
      const known = [session, ...(deployed.get(projectId) ?? [])];
      const kept = known.filter((one, index) => index < KEPT_SESSIONS_PER_PROJECT || one.isRunning);
      for (const old of known) if (!kept.includes(old)) report(old, false);
      deployed.set(projectId, kept);
      report(session, true);
      return started(session);
    },
    async restart(sessionId, startedBy) {
      const ofDeployment = [...deployed.values()]
        .flat()
        .some(({ order }) => order.sessionId === sessionId);
      if (ofDeployment) {
        throw new CommandRefusal('conflict', 'It runs for a deployment: deploy again instead.');
      }
      const { session, project } = find(sessionId);
      return alone(project, session, async () => {
        const process = await readRun(project);
        if (session.isRunning) session.stop(startedBy === undefined ? {} : { by: startedBy });
        await session.exited;
        await waitStored(session.done);
        const { projectId } = project;
        return begin(project, { projectId, process, startedBy, restartOf: sessionId });
      });
    },
    get: (sessionId) => find(sessionId).session,
    list: (projectId) => (sessions.get(projectId) ?? []).map(({ session }) => session.status()),
    onSession: (listener) => void listeners.add(listener),
    async close(graceMs) {
      closed = true;
      const own = [...sessions.values()].flat().map(({ session }) => session);
      const all = [...own, ...[...deployed.values()].flat()];
      for (const session of all) if (session.isRunning) session.stop({ graceMs });
      await Promise.all(all.map((session) => session.done));
    },
  };
}

/** What a project's own files say to run. @throws CommandRefusal 'invalid' */
async function readRun(project: HostedProject): Promise<ProcessSpec> {
  const { run, problem } = await project.readConfig();
  if (problem !== null) throw new CommandRefusal('invalid', problem);
  if (run !== null) return run;
  throw new CommandRefusal(
    'invalid',
    'This project has nothing to run: add a run command to its slate.json.',
  );
}

function newSessionId(projectId: string): string {
  const random = randomInt(36 ** 8).toString(36);
  return `${projectId.slice(0, ID_HEAD_CHARS)}-${random.padStart(8, '0')}`;
}
