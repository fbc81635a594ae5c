import { defineConfig } from '@playwright/test';

const executablePath = process.env.SLATE_CHROMIUM;

export default defineConfig({
  testDir: '.',
  // Not .test or .spec: those are Vitest's.
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results',
  // Each worker has servers, agents and a Chromium of its own; two keep two cores busy.
  workers: 2,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Limits for hangs, not measures of speed.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // So that a click that never comes about is named, instead of a test that took too long.
    actionTimeout: 90_000,
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox'],
    },
    // Traces cost a quarter of the run: \`npm run test:e2e -- --trace on\` makes them.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
