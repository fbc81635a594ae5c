import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFile } from './paths.mjs';
import { reasonOf, say, UserError } from './report.mjs';
import { findOnPath, isDebianRoot, outputOf, runShown } from './run.mjs';

const playwrightCli = moduleFile('playwright/cli.js');
const installLimitMs = 60_000;

/**
 * Finds a Chromium for tests, or installs one: Playwright's own, the system's, Playwright's
 * download, the Debian package.
 * @param {string} node the pinned Node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} executablePath for Playwright; undefined for its own
 * @throws {UserError} that names the ways to get one
 */
export async function ensureChromium(node, env) {
  if (hasOwnChromium(node)) return undefined;
  const system = systemChromium(env);
  if (system !== undefined) return system;

  const unreachable = await whyUnreachable(node);
  if (unreachable === undefined) {
    say('Installing Chromium for tests (playwright install chromium)...');
    const args = [playwrightCli, 'install', 'chromium'];
    const { ok, why } = await runShown(node, args, { timeoutMs: installLimitMs });
    if (ok && hasOwnChromium(node)) return undefined;
    say(`  Not possible: ${ok ? 'it does not run on this machine' : why}`);
  } else {
    say(`Playwright's Chromium cannot be downloaded: ${unreachable}`);
  }
  if (isDebianRoot()) await installPackage();
  const installed = systemChromium(env);
  if (installed !== undefined) return installed;
  throw new UserError(
    'The browser tests need Chromium, and none could be installed. Do one of these:\n' +
      '  - npx playwright install --with-deps chromium\n' +
      '  - install chromium or google-chrome with the package manager of your system',
  );
}

/** @param {NodeJS.ProcessEnv} env */
function systemChromium(env) {
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .flatMap((name) => findOnPath(name, env))
    .find((file) => outputOf(file, ['--version']) !== undefined);
}

/**
 * Where Playwright keeps, or would put, its own Chromium, and where it comes from.
 * @param {string} node
 */
function playwrightPlan(node) {
  const plan = outputOf(node, [playwrightCli, 'install', '--dry-run', 'chromium']) ?? '';
  const all = (/** @type {RegExp} */ label) =>
    [...plan.matchAll(label)].map((match) => match[1] ?? '');
  return {
    locations: all(/Install location:\s+(\S.*)$/gm).filter((dir) => dir.includes('chromium')),
    url: all(/Download url:\s+(\S+)/g)[0],
  };
}

/** @param {string} node */
function hasOwnChromium(node) {
  const { locations } = playwrightPlan(node);
  const complete = locations.every((dir) => existsSync(join(dir, 'INSTALLATION_COMPLETE')));
  if (locations.length === 0 || !complete) return false;
  // There is not enough: without the system's libraries it cannot even tell its version.
  const print = "process.stdout.write(require('playwright').chromium.executablePath())";
  const executable = outputOf(node, ['--eval', print]);
  return executable !== undefined && outputOf(executable, ['--version']) !== undefined;
}

/**
 * Asks the download's host before Playwright does, which would retry for minutes.
 * @param {string} node
 * @returns {Promise<string | undefined>} why it cannot be reached
 */
async function whyUnreachable(node) {
  const { url } = playwrightPlan(node);
  if (url === undefined) return 'Playwright names no download for this system';
  try {
    const { ok, status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(4000) });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return reasonOf(error);
  }
}

async function installPackage() {
  say('Installing Chromium for tests (apt-get install chromium)...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
  if ((await runShown('apt-get', args, { env })).ok) return;
  await runShown('apt-get', ['update', '-q'], { env });
  const { ok, why } = await runShown('apt-get', args, { env });
  if (!ok) say(`  Not possible: ${why}`);
}
