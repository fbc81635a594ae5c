import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../agent/userError.ts';
import { moduleFile } from './paths.ts';
import { reasonOf, say } from './report.ts';
import { findOnPath, isDebianRoot, outputOf, runShown } from './run.ts';

const playwrightCli = moduleFile('playwright/cli.js');
const installLimitMs = 60_000;

/**
 * The Chromium for tests, found or installed, as the environment that they read: Playwright's own,
 * the system's, Playwright's download, the Debian package. Empty stands for Playwright's own.
 * @throws UserError that names the ways to get one
 */
export async function chromiumForTests(): Promise<{ SLATE_CHROMIUM: string }> {
  return { SLATE_CHROMIUM: (await ensureChromium()) ?? '' };
}

async function ensureChromium(): Promise<string | undefined> {
  if (hasOwnChromium()) return undefined;
  const system = systemChromium();
  if (system !== undefined) return system;

  say('Installing Chromium for tests (playwright install chromium)...');
  const why = (await whyUnreachable()) ?? (await installOwnChromium());
  if (why === undefined) return undefined;
  say(`  Failed: ${why}`);
  if (isDebianRoot()) await installPackage();
  const installed = systemChromium();
  if (installed !== undefined) return installed;
  throw new UserError(
    'The browser tests need Chromium, and none could be installed. Do one of these:\n' +
      '  - npx playwright install --with-deps chromium\n' +
      '  - install chromium or google-chrome with the package manager of your system',
  );
}

function systemChromium(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .flatMap((name) => findOnPath(name, process.env))
    .find((file) => outputOf(file, ['--version']) !== undefined);
}

/** Where Playwright keeps its own Chromium, and where it comes from. */
function playwrightPlan() {
  const args = [playwrightCli, 'install', '--dry-run', 'chromium'];
  const plan = outputOf(process.execPath, args) ?? '';
  const all = (label: RegExp) => [...plan.matchAll(label)].map(([, value = '']) => value);
  return {
    locations: all(/Install location:\s+(\S.*)$/gm).filter((dir) => dir.includes('chromium')),
    url: all(/Download url:\s+(\S+)/g)[0],
  };
}

function hasOwnChromium(): boolean {
  const { locations } = playwrightPlan();
  const complete = locations.every((dir) => existsSync(join(dir, 'INSTALLATION_COMPLETE')));
  if (locations.length === 0 || !complete) return false;
  // Being there is not enough: without the system's libraries it can't even report its version.
  const print = "process.stdout.write(require('playwright').chromium.executablePath())";
  const executable = outputOf(process.execPath, ['--eval', print]);
  return executable !== undefined && outputOf(executable, ['--version']) !== undefined;
}

async function installOwnChromium(): Promise<string | undefined> {
  const args = [playwrightCli, 'install', 'chromium'];
  const why = await runShown(process.execPath, args, { timeoutMs: installLimitMs });
  return why ?? (hasOwnChromium() ? undefined : 'it does not run on this machine');
}

/** Asks the download's host before Playwright does, which would retry for minutes. */
async function whyUnreachable(): Promise<string | undefined> {
  const { url } = playwrightPlan();
  if (url === undefined) return 'Playwright has no download for this system';
  try {
    const { ok, status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(4000) });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return reasonOf(error);
  }
}

async function installPackage(): Promise<void> {
  say('Installing Chromium for tests (apt-get install chromium)...');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
  if ((await runShown('apt-get', args, { env })) === undefined) return;
  await runShown('apt-get', ['update', '-q'], { env });
  const why = await runShown('apt-get', args, { env });
  if (why !== undefined) say(`  Failed: ${why}`);
}
