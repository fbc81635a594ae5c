import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { natsConfFor, natsEnv } from '../lib/natsConf.mjs';
import { untilNatsAnswers } from '../lib/natsReady.mjs';
import { ensureSecrets, type Passwords } from '../lib/secrets.mjs';
import { natsServerForTests } from '../lib/tools.mjs';
import { freePorts } from './freePorts.ts';

export interface NatsProcess {
  readonly natsPort: number;
  readonly natsWsPort: number;
  readonly webPort: number;
  readonly passwords: Passwords;
  stop(): Promise<void>;
}

/** Starts the real nats-server with the project's own config, on ports of its own. */
export async function startNats(dataDir: string): Promise<NatsProcess> {
  const { SLATE_NATS_SERVER_BIN: command } = await natsServerForTests();
  const [webPort, natsPort, natsWsPort] = await freePorts(3);
  const passwords = ensureSecrets(dataDir);
  const settings = { webPort, natsPort, natsWsPort, dataDir };
  const child = spawn(command, ['--config', natsConfFor(command, dataDir)], {
    env: { ...process.env, ...natsEnv({ settings, passwords }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  const ended = once(child, 'exit');
  const failed = ended.then(() => {
    throw new Error(`nats-server ended:\n${log}`);
  });
  const signal = AbortSignal.timeout(10_000);
  await Promise.race([untilNatsAnswers(natsPort, signal), failed]);
  failed.catch(() => {});
  return {
    natsPort,
    natsWsPort,
    webPort,
    passwords,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
