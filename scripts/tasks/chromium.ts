import { chromium } from 'playwright';
import { UserError } from '../../agent/userError.ts';
import { moduleFile } from '../lib/paths.ts';
import { reasonOf, say } from '../lib/report.ts';
import { findOnPath, isDebianRoot, outputOf, runShown } from '../lib/run.ts';

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
  if (await ownChromiumRuns()) return undefined;
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

/** Being there is not enough: it needs libraries of the system. */
async function ownChromiumRuns(): Promise<boolean> {
  try {
    const browser = await chromium.launch({ args: ['--no-sandbox'] });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

async function installOwnChromium(): Promise<string | undefined> {
  const args = [playwrightCli, 'install', 'chromium'];
  const why = await runShown(process.execPath, args, { timeoutMs: installLimitMs });
  return why ?? ((await ownChromiumRuns()) ? undefined : 'it does not run on this machine');
}

/** Asks the download's host before Playwright does, which would retry for minutes. */
async function whyUnreachable(): Promise<string | undefined> {
  const plan = outputOf(process.execPath, [playwrightCli, 'install', '--dry-run', 'chromium']);
  const [, url] = /Download url:\s+(\S+)/.exec(plan ?? '') ?? [];
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
