import { randomInt } from 'node:crypto';
import { CommandRefusal, type RuntimeStatus } from '../src/lib/messaging/index.ts';
import type { HostedProject } from './projects.ts';
import { Session, type SessionTools } from './session.ts';

/** Ended sessions stay known for a while, so that their pages still get an answer. */
const KEPT_SESSIONS_PER_PROJECT = 20;
const ID_HEAD_CHARS = 40;

/** The runtimes of an agent: at most one runs at a time per project. */
export interface Runtimes {
  /**
   * Starts a session and returns it.
   * @throws CommandRefusal 'conflict' if one runs, 'invalid' if there is nothing to run, 'failed'
   * if the program can't be started
   */
  start(project: HostedProject, startedBy: string | undefined): Promise<Session>;
  /** @throws CommandRefusal 'not-found' */
  get(sessionId: string): Session;
  /** Newest first. */
  list(projectId: string): RuntimeStatus[];
  /** Told of sessions that become known (`true`) and that are forgotten (`false`). */
  onSession(listener: (session: Session, known: boolean) => void): void;
  /** Stops all. Resolves when their ends are stored. */
  close(graceMs: number): Promise<void>;
}

export function createRuntimes(tools: SessionTools): Runtimes {
  /** By project, newest first. */
  const sessions = new Map<string, Session[]>();
  const starting = new Set<string>();
  const listeners = new Set<(session: Session, known: boolean) => void>();
  let closed = false;
  const tell = (session: Session, known: boolean) => {
    for (const listener of listeners) listener(session, known);
  };

  return {
    async start(project, startedBy) {
      const { projectId } = project;
      const runs = sessions.get(projectId)?.some((session) => session.isRunning);
      if (runs || starting.has(projectId)) {
        throw new CommandRefusal('conflict', 'It is already running.');
      }
      starting.add(projectId);
      try {
        const { run, problem } = await project.readConfig();
        if (problem !== null) throw new CommandRefusal('invalid', problem);
        if (run === null) {
          throw new CommandRefusal(
            'invalid',
            'This project has nothing to run: add a run command to its slate.json.',
          );
        }
        if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
        const sessionId = newSessionId(projectId);
        const session = new Session({ projectId, sessionId, process: run, startedBy }, tools);
        const known = [session, ...(sessions.get(projectId) ?? [])];
        for (const old of known.splice(KEPT_SESSIONS_PER_PROJECT)) tell(old, false);
        sessions.set(projectId, known);
        tell(session, true);
        const failure = await session.startFailure;
        if (failure !== null) throw new CommandRefusal('failed', failure);
        return session;
      } finally {
        starting.delete(projectId);
      }
    },
    get(sessionId) {
      for (const known of sessions.values()) {
        const session = known.find((candidate) => candidate.order.sessionId === sessionId);
        if (session) return session;
      }
      throw new CommandRefusal('not-found', 'This agent knows no such session.');
    },
    list: (projectId) => (sessions.get(projectId) ?? []).map((session) => session.status()),
    onSession: (listener) => void listeners.add(listener),
    async close(graceMs) {
      closed = true;
      const all = [...sessions.values()].flat();
      for (const session of all) if (session.isRunning) session.stop(graceMs);
      await Promise.all(all.map((session) => session.done));
    },
  };
}

function newSessionId(projectId: string): string {
  const random = randomInt(36 ** 8).toString(36);
  return `${projectId.slice(0, ID_HEAD_CHARS)}-${random.padStart(8, '0')}`;
}
