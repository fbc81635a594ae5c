import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './lib/paths.ts';

// The budgets of `npm run size`: what each view loads, as it is served, in brotli.

const dist = join(repoRoot, 'dist');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

/** Files that the browser needs before any of these modules can run. */
function filesOf(keys: readonly string[], seen = new Set<string>()): string[] {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk)
      throw new Error(`The build has no chunk ${key}: correct its name in sizeLimits.ts.`);
    if (seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    filesOf(chunk.imports ?? [], seen);
  }
  return [...seen];
}

/** The build compresses; size-limit only adds up. */
const asServed = { gzip: false, brotli: false };

/** What `keys` load beside the files that are `here` already. */
const script = (
  name: string,
  limit: string,
  keys: readonly string[],
  here: readonly string[] = [],
) => ({
  name,
  limit,
  ...asServed,
  path: filesOf(keys)
    .filter((file) => !here.includes(file))
    .map((file) => join(dist, `${file}.br`)),
});

const driver = 'src/lib/messaging/connection/nats-ws.ts';
/** All that a page loads until it is live. */
const page = (route: string) => ['index.html', `src/app/routes/${route}.tsx`, driver];

export default [
  script('first view until it is live', '200 kB', page('ProjectsRoute')),
  script('a project until it is live', '225 kB', page('ProjectRoute')),
  script('a build until it is live', '218 kB', page('BuildRoute')),
  script('the files of a project until they are live', '218.5 kB', page('FilesRoute')),
  script('a runtime until it is live', '221.5 kB', page('RuntimeRoute')),
  script(
    'assets, beside a project’s page',
    '14 kB',
    ['src/app/routes/AssetsRoute.tsx'],
    filesOf(page('ProjectRoute')),
  ),
  script(
    'deployments, beside a project’s page',
    '7.2 kB',
    ['src/app/routes/DeploymentsRoute.tsx'],
    filesOf(page('ProjectRoute')),
  ),
  script(
    'the catalog, beside the first page',
    '38.8 kB',
    ['src/app/routes/CatalogRoute.tsx'],
    filesOf(page('ProjectsRoute')),
  ),
  script(
    'the monitor, beside the first page',
    '22 kB',
    ['src/app/routes/MonitorRoute.tsx'],
    filesOf(page('ProjectsRoute')),
  ),
  script(
    'the watch over limits and rules, once there is time',
    '5 kB',
    ['src/app/monitor/Monitoring.tsx'],
    filesOf(page('ProjectsRoute')),
  ),
  script(
    'the editor, beside the files of a project',
    '151.5 kB',
    ['src/features/editor/FileEditor.tsx'],
    filesOf(page('FilesRoute')),
  ),
  script(
    'the inspector, beside the first page',
    '34.2 kB',
    ['src/app/routes/InspectorRoute.tsx'],
    filesOf(page('ProjectsRoute')),
  ),
  script(
    'the form for sending, beside the inspector',
    '16 kB',
    ['src/features/inspector/publish/SendPanel.tsx'],
    filesOf([...page('ProjectsRoute'), 'src/app/routes/InspectorRoute.tsx']),
  ),
  script(
    'a replay, beside its page',
    '12 kB',
    ['src/app/replay/ReplayStage.tsx'],
    filesOf(page('BuildRoute')),
  ),
  script(
    'the log view, beside its page',
    '47.3 kB',
    ['src/features/log/LogView.tsx'],
    filesOf(page('BuildRoute')),
  ),
  script(
    'the list of people, beside its page',
    '4.1 kB',
    ['src/app/following/PeopleHere.tsx'],
    filesOf(page('ProjectRoute')),
  ),
  script(
    'what is known of a project, beside its page',
    '2.4 kB',
    ['src/features/projects/AboutProject.tsx'],
    filesOf(page('ProjectRoute')),
  ),
  script(
    'the switch for builds on change, beside its page',
    '1.5 kB',
    ['src/features/projects/BuildOnChange.tsx'],
    filesOf(page('ProjectRoute')),
  ),
  script(
    'of these, the NATS driver, after the first paint',
    '19 kB',
    [driver],
    filesOf(['index.html']),
  ),
  {
    name: 'charts, with the first of them',
    limit: '23 kB',
    ...asServed,
    path: join(dist, 'assets', 'UplotCanvas-*.js.br'),
  },
  { name: 'styles', limit: '33.3 kB', ...asServed, path: join(dist, 'assets', '*.css.br') },
];
