import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { slimNatsWs } from './scripts/page/slimNatsWs.ts';

const tests = '{src,agent,scripts,e2e,bench}/**/*.test.{ts,tsx}';
/** Helpers that start servers, agents and other programs. */
const programHelper =
  /testing\/(natsServer|natsCluster|natsProcess|rig|agents|workbench|tempDir)\.ts'|child_process/;
/** What changes modules, globals or the process, or needs a document. */
const leavesTraces =
  /@vitest-environment|vi\.(mock|doMock|stubGlobal|stubEnv|spyOn|useFakeTimers)|process\.(env|on|exit|chdir)/;
/** `plain` ones share modules, which costs a third less. */
type TestKind = 'external' | 'fast' | 'plain';
const kindOf = (file: string): TestKind => {
  const text = readFileSync(file, 'utf8');
  if (programHelper.test(text)) return 'external';
  return leavesTraces.test(text) ? 'fast' : 'plain';
};
const testFiles = globSync(tests, { cwd: import.meta.dirname });
const testsOf = (kind: TestKind) => testFiles.filter((file) => kindOf(file) === kind);

/** What some pages read and ask, and the first one does not. */
const catalogs =
  /src\/catalogs\/(library|supplyChain|expertSourcing|open\/(index|content)|slate\/(all|content|file|asset|editor|deploy|rule|monitor)Commands)/;
/** What nearly every page needs, by where it lies. */
const shared =
  /src\/(components(?!\/(controls\/copyText|feedback\/ActionError))|hooks\/(?!log)|lib\/messaging|catalogs|features\/connection)\/|node_modules\/(react-error-boundary|zustand|zod|uuid|@tanstack(?!\/(?:react-virtual|virtual-core)))\//;
/** What the first page shows and the others show, too. */
const features =
  /src\/(features\/(builds\/(model|derived)|runtimes|agents|projects\/(?!dialogs))|app\/(shell|overview|url)(?!\/useUrl))\//;

export default defineConfig({
  plugins: [react(), slimNatsWs()],
  // nats.ws names Node's crypto for a path that browsers never take; they have their own.
  resolve: { alias: { crypto: fileURLToPath(new URL('./src/lib/empty.ts', import.meta.url)) } },
  // What the agent builds and keeps below this directory is not the page's: it would reload it.
  server: { watch: { ignored: ['**/examples/**', '**/.slate*/**'] } },
  build: {
    target: 'es2023',
    sourcemap: true,
    // Which chunk needs which: the budgets in scripts/sizeLimits.ts are for views, not for files.
    manifest: true,
    modulePreload: { polyfill: false },
    // Thirty small chunks compress worse than a dozen: 9 kB of a page's 200.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              test: (id: string) => shared.test(id) && !catalogs.test(id),
              minShareCount: 4,
            },
            { name: 'features', test: features, minShareCount: 3 },
          ],
        },
      },
    },
    // Budgets are kept in gzip and by view, not here.
    chunkSizeWarningLimit: 700,
  },
  test: {
    projects: [
      // Vitest goes by name: these run first, and the short ones fill the workers at the end.
      { extends: true, test: { name: 'external', include: testsOf('external') } },
      { extends: true, test: { name: 'fast', include: testsOf('fast') } },
      { extends: true, test: { name: 'plain', include: testsOf('plain'), isolate: false } },
    ],
    setupFiles: ['src/testing/setup.ts'],
    // Real servers and processes on two busy cores: a limit for hangs, not a measure of speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    // They mostly wait for servers and agents of their own.
    maxWorkers: 3,
  },
});
