import { ensureChromium } from './chromium.mjs';
import { ensureNatsServer } from './natsServer.mjs';
import { repoRoot } from './paths.mjs';
import { readSettings, withEnvFile } from './settings.mjs';

/**
 * The nats-server for tests, found or fetched, as the environment that tests read.
 * @returns {Promise<{ SLATE_NATS_SERVER_BIN: string }>}
 */
export async function natsServerForTests() {
  const env = withEnvFile(process.env);
  const settings = readSettings({ env, args: [], cwd: repoRoot });
  return { SLATE_NATS_SERVER_BIN: await ensureNatsServer({ settings, env }) };
}

/**
 * The Chromium for tests, found or fetched; empty stands for Playwright's own.
 * @param {string} node the pinned Node
 * @returns {Promise<{ SLATE_CHROMIUM: string }>}
 */
export async function chromiumForTests(node) {
  return { SLATE_CHROMIUM: (await ensureChromium(node, process.env)) ?? '' };
}
