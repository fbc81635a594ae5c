#!/usr/bin/env node
// `npm start`: from a fresh clone to a page that works, and nothing left behind afterwards.
import { join } from 'node:path';
import { asDataDirProblem, prepareDataDir } from './lib/dataDir.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { takeLock } from './lib/lock.mjs';
import { ensureNatsServer } from './lib/natsServer.mjs';
import { ensurePageBuild } from './lib/pageBuild.mjs';
import { checkPortsFree } from './lib/ports.mjs';
import { createProcesses } from './lib/processes.mjs';
import { runMain, say, UserError } from './lib/report.mjs';
import { ensureSecrets } from './lib/secrets.mjs';
import { runAgent, runDevServer, runNatsServer } from './lib/services.mjs';
import { readSettings, withEnvFile } from './lib/settings.mjs';
import { startWebServer } from './lib/webServer.mjs';
import { onStopRequest } from './lib/stopRequest.mjs';

/** As a shell tells of a program that Ctrl+C ended. */
const forcedExitCode = 130;

await runMain(async () => {
  const env = withEnvFile(process.env);
  // npm changes to the package's directory; what a person typed is relative to where they were.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const settings = readSettings({ env, args: process.argv.slice(2), cwd });

  prepareDataDir(settings.dataDir);
  await takeLock(join(settings.dataDir, 'lock'), {
    onHeld: (pid) => {
      throw new UserError(
        `Slate already runs with the data directory ${settings.dataDir}` +
          `${pid === undefined ? '' : ` (process ${pid})`}.\n` +
          'Stop it, or give this one its own: set SLATE_DATA_DIR, and other ports.',
      );
    },
  });

  const processes = createProcesses();
  const stopping = new AbortController();
  let exitCode = 0;
  const stopRequest = onStopRequest({
    again() {
      say('Ending everything at once.');
      exitCode = forcedExitCode;
      processes.killNow();
    },
  });
  const web = { close: async () => {} };
  try {
    await Promise.race([stopRequest, bringUp()]);
    await stopRequest;
    say('Stopping. Ctrl+C again ends everything at once.');
  } catch (error) {
    throw asDataDirProblem(settings.dataDir, error);
  } finally {
    stopping.abort();
    await Promise.all([web.close(), processes.stop()]);
  }
  return exitCode;

  async function bringUp() {
    await checkPortsFree({
      SLATE_WEB_PORT: settings.webPort,
      SLATE_NATS_PORT: settings.natsPort,
      SLATE_NATS_WS_PORT: settings.natsWsPort,
    });
    const node = await ensureDependencies();
    const natsServer = await ensureNatsServer({ settings, env });
    const passwords = ensureSecrets(settings.dataDir);
    const dist = settings.mode === 'production' ? await ensurePageBuild(node) : undefined;

    const running = { settings, passwords, processes, node, env, stopping: stopping.signal };
    await runNatsServer(running, natsServer);
    await runAgent(running);
    if (dist === undefined) await runDevServer(running);
    else
      Object.assign(
        web,
        await startWebServer({ dir: dist, port: settings.webPort, natsUrl: settings.natsUrl }),
      );
    process.stdout.write(`Slate is ready at http://127.0.0.1:${settings.webPort}/\n`);
  }
});
