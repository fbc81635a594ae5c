import { defineConfig } from '@playwright/test';

const executablePath = process.env.SLATE_CHROMIUM;

export default defineConfig({
  testDir: '.',
  // Not .test or .spec: those are Vitest's.
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results',
  // Every worker starts nats-server, an agent and a Chromium: more of them only slow each other down.
  workers: 1,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Limits for hangs, not measures of speed.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox'],
    },
    trace: 'retain-on-failure',
  },
});
