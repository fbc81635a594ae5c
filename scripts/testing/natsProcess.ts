import { natsConfText, natsEnv } from '../nats/natsConf.ts';
import { natsVersionOf } from '../nats/natsVersion.ts';
import { ensureSecrets, type Passwords } from '../nats/secrets.ts';
import {
  type NatsServer,
  type NatsServerOptions,
  startNatsServer,
} from '../../src/lib/messaging/testing/natsServer.ts';

/** A server with the project's own configuration. */
export interface NatsProcess extends NatsServer {
  readonly passwords: Passwords;
}

/** Starts nats-server with the project's own configuration, for a page on `webPort`. */
export async function startNats(dataDir: string, webPort = 4173): Promise<NatsProcess> {
  const passwords = ensureSecrets(dataDir);
  return Object.assign(await startNatsServer(productConfig(dataDir, passwords, webPort)), {
    passwords,
  });
}

/** The project's own configuration, perhaps changed. */
export function productConfig(
  dataDir: string,
  passwords: Passwords,
  webPort: number,
  change = (text: string) => text,
): NatsServerOptions {
  return {
    configFor: ({ nats, websocket }, binary) => ({
      text: change(natsConfText(natsVersionOf(binary) ?? '')),
      env: natsEnv({ webPort, natsPort: nats, natsWsPort: websocket, dataDir }, passwords),
    }),
  };
}
