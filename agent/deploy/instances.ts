import { request } from 'node:http';
import { createServer } from 'node:net';
import { mkdir, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { v4 as uuid } from 'uuid';
import { messageOf, type Say } from '../log.ts';
import type { Runtimes } from '../runtime/runtime.ts';
import type { Entities, Entity } from './entities/entities.ts';
import { createTarget, type Target } from './proxy/target.ts';

const LOOPBACK = '127.0.0.1';
const CHECK_MS = 1_000;

/** One process of a deployment. */
export interface Instance {
  readonly entity: Entity;
  readonly deploymentId: string;
  /** Its log and its figures are this session's. */
  readonly sessionId: string;
  readonly target: Target;
  /** Resolves when its process is gone. Never rejects. */
  readonly exited: Promise<void>;
  /** Whether it answers its health check now, within a second. Never rejects. */
  check(): Promise<boolean>;
  /** Ends it: SIGTERM, then SIGKILL. Resolves when it is gone, with its files. */
  stop(): Promise<void>;
}

/** @throws Error in words for people */
export type StartInstance = (
  entity: Entity,
  deploymentId: string,
  startedBy: string | undefined,
) => Promise<Instance>;

export interface InstancesOptions {
  readonly dataDir: string;
  readonly entities: Pick<Entities, 'unpack'>;
  readonly runtimes: Pick<Runtimes, 'startDeployed'>;
  readonly say: Say;
}

/** Starts processes of deployments, each in a copy of its entity's files and on a port of its own. */
export function createInstances(options: InstancesOptions): StartInstance {
  const { dataDir, entities, runtimes, say } = options;
  const root = join(dataDir, 'deployments');
  // What an agent that was killed has left; its processes have ended.
  rmSync(root, { recursive: true, force: true });
  return async (entity, deploymentId, startedBy) => {
    const dir = join(root, uuid());
    const remove = () =>
      rm(dir, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
        say(`${dir} could not be removed: ${messageOf(error)}`),
      );
    try {
      await mkdir(root, { recursive: true, mode: 0o700 });
      await entities.unpack(entity, dir);
      const port = await freePort();
      const { command, args, env, cwd, health } = entity.plan;
      const session = await runtimes.startDeployed({
        projectId: entity.projectId,
        deploymentId,
        startedBy,
        process: {
          command,
          args,
          cwd: join(dir, cwd),
          env: { HOST: LOOPBACK, ...env, PORT: String(port) },
        },
      });
      const target = createTarget(port);
      const host = `${entity.projectId}.localhost`.toLowerCase();
      return {
        entity,
        deploymentId,
        sessionId: session.order.sessionId,
        target,
        exited: session.exited,
        check: () => checkHealth(port, health, host),
        async stop() {
          session.stop();
          await session.exited;
          target.destroy();
          await remove();
        },
      };
    } catch (error) {
      await remove();
      throw error;
    }
  };
}

/** Asks with the Host that people use: some servers answer to known names only. */
function checkHealth(port: number, path: string, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host: LOOPBACK, port, path, agent: false, headers: { host, 'user-agent': 'slate-health' } },
      (response) => {
        const { statusCode = 0 } = response;
        response.on('error', () => undefined);
        response.destroy();
        resolve(statusCode >= 200 && statusCode < 300);
      },
    );
    const timer = setTimeout(() => asked.destroy(new Error('too slow')), CHECK_MS);
    asked.on('error', () => resolve(false));
    asked.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
    asked.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
