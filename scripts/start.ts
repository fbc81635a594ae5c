// `npm start`: brings up nats-server, the agent and the page, and leaves nothing behind afterwards.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asDataDirProblem, prepareDataDir } from '../agent/dataDir.ts';
import { takeLock } from '../agent/process/lock.ts';
import { UserError } from '../agent/userError.ts';
import { ensureNatsServer } from './nats/natsServer.ts';
import { ensurePageBuild } from './page/pageBuild.ts';
import { checkPortsFree } from './lib/ports.ts';
import { createProcesses } from './processes/processes.ts';
import { runMain, say } from './lib/report.ts';
import { ensureSecrets } from './nats/secrets.ts';
import { runAgent, runDevServer, runNatsServer } from './processes/services.ts';
import { copyExample } from './lib/example.ts';
import { readSettings, type Settings, withEnvFile } from './lib/settings.ts';
import { onStopRequest } from './processes/stopRequest.ts';
import { startWebServer } from './page/webServer.ts';

/** What shells report for a program that Ctrl+C ended. */
const forcedExitCode = 130;

await runMain(async () => {
  const env = withEnvFile(process.env);
  // npm changes to the package's directory; what a person typed is relative to theirs.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const settings = readSettings({ env, args: process.argv.slice(2), cwd });
  prepareDataDir(settings.dataDir);
  lock(settings.dataDir);
  if (settings.withExample) copyExample(settings.dataDir);

  const processes = createProcesses();
  const stopping = new AbortController();
  let exitCode = 0;
  const stopRequest = onStopRequest({
    again() {
      say('Killing everything.');
      exitCode = forcedExitCode;
      processes.killNow();
    },
  });
  let closeWeb = async () => {};
  try {
    await Promise.race([stopRequest, bringUp()]);
    await stopRequest;
    say('Stopping. Press Ctrl+C again to kill everything at once.');
  } catch (error) {
    throw asDataDirProblem(settings.dataDir, error);
  } finally {
    stopping.abort();
    await Promise.all([closeWeb(), processes.stop()]);
  }
  return exitCode;

  async function bringUp() {
    await checkPortsFree({
      SLATE_WEB_PORT: settings.webPort,
      SLATE_NATS_PORT: settings.natsPort,
      SLATE_NATS_WS_PORT: settings.natsWsPort,
    });
    const natsServer = await ensureNatsServer({ settings, env });
    const passwords = ensureSecrets(settings.dataDir);
    const dir = settings.mode === 'production' ? await pageOfOurOwn(settings) : undefined;

    const context = { settings, passwords, processes, env, stopping: stopping.signal };
    await runNatsServer(context, natsServer);
    await runAgent(context);
    if (dir === undefined) await runDevServer(context);
    else {
      const { webPort: port, natsUrl } = settings;
      closeWeb = (await startWebServer({ dir, port, natsUrl })).close;
    }
    process.stdout.write(`Slate is ready at http://127.0.0.1:${settings.webPort}/\n`);
  }
});

function lock(dataDir: string): void {
  const holder = takeLock(join(dataDir, 'start.lock'));
  if (holder === null) return;
  throw new UserError(
    `Slate already runs with the data directory ${dataDir} (process ${holder.pid}).\n` +
      'Stop it, or set SLATE_DATA_DIR and other ports for this one.',
  );
}

/** A copy: another instance may replace the build while this one serves it. */
async function pageOfOurOwn({ dataDir }: Settings): Promise<string> {
  const dir = join(dataDir, 'page');
  rmSync(dir, { recursive: true, force: true });
  cpSync(await ensurePageBuild(), dir, { recursive: true });
  return dir;
}
