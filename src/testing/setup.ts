import { readFileSync } from 'node:fs';
import { afterAll, afterEach, expect, vi } from 'vitest';

/** For hangs: on a busy machine anything may take seconds. */
const PATIENCE_MS = 45_000;

// Testing Library unmounts by itself only where the runner's functions are global.
if (typeof document !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react');
  configure({ asyncUtilTimeout: PATIENCE_MS });
  afterEach(cleanup);
  // What the last test left for the next frame would come when there is no window any more.
  afterAll(async () => {
    vi.useRealTimers();
    await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

const { waitFor } = vi;
const patiently: typeof waitFor = (check, options = PATIENCE_MS) => waitFor(check, options);
// Files that share their modules come here one after the other.
if (waitFor.name !== patiently.name) vi.waitFor = patiently;

// The same cases in every run. Loaded only where it is used: it is large.
const { testPath = '' } = expect.getState();
if (testPath && readFileSync(testPath, 'utf8').includes("'fast-check'")) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(process.env.SLATE_FUZZ_SEED ?? 20_261_121) });
}
