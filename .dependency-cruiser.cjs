// Who may import whom. Imports only ever go to a lower lane: lib, then catalogs (0), hooks and
// components (1), features (2), app (3). Checked by `npm run lint`, with these comments as the
// reasons that it prints.

/** Tests, and what only tests use. */
const tests = '\\.test\\.[cm]?[jt]sx?$|/testing/';
const messagingEntry = '^src/lib/messaging/index\\.ts$';
const catalogEntry = '^src/catalogs/([^/]+/index|open/(atOnce|content))\\.ts$';
/** Raw requests and JetStream's API, for those who look after streams and queues. */
const messagingInternals = '^src/lib/messaging/internals\\.ts$';
/** What only a browser has, beside the index, so that the agent never bundles it. */
const browserDoors = [
  '^src/lib/messaging/connection/nats-ws\\.ts$',
  '^src/lib/messaging/outbox/idb\\.ts$',
];
/** Packages are resolved to paths inside node_modules; a few tools import them by bare name. */
const packages = (...names) => names.map((name) => `(^|node_modules/)${name}(/|$)`).join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module: move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      comment: 'The import leads nowhere: a typing mistake, or a package missing in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-imports-of-tests',
      comment: 'Tests are not shipped; what another file needs belongs into a file of its own.',
      severity: 'error',
      from: { pathNot: [tests, '^(e2e|bench)/'] },
      to: { path: tests },
    },
    {
      name: 'lane-0-stands-alone',
      comment:
        'src/lib and src/catalogs are used without React and outside the page: they import nothing of ' +
        'higher lanes.',
      severity: 'error',
      from: { path: '^src/(lib|catalogs)/', pathNot: tests },
      to: { path: '^(src/(hooks|components|features|app)|agent|e2e|bench|scripts)/' },
    },
    {
      name: 'core-knows-no-catalog',
      comment:
        'src/lib serves any catalog: createClient takes it, and types read it from Register.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: tests },
      to: { path: '^src/catalogs/' },
    },
    {
      name: 'lane-0-has-no-framework',
      comment: 'Lane 0 runs in the agent and in other products too: no React, no store.',
      severity: 'error',
      from: { path: '^src/(lib|catalogs)/', pathNot: tests },
      to: { path: packages('react', 'react-dom', 'zustand', '@tanstack/[^/]+', 'lucide-react') },
    },
    {
      name: 'lane-0-has-no-node',
      comment: 'src/lib runs in browsers: Node built-ins belong into agent/.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'lane-1-below-features',
      comment: 'Hooks and components serve every feature: they know none, and nothing of the app.',
      severity: 'error',
      from: { path: '^src/(hooks|components)/' },
      to: { path: '^src/(features|app)/' },
    },
    {
      name: 'components-take-props',
      comment: 'A component gets what it shows as props; its caller has the hook.',
      severity: 'error',
      from: { path: '^src/components/', pathNot: tests },
      to: { path: '^src/hooks/' },
    },
    {
      name: 'no-cross-feature-imports',
      comment: 'Features meet in src/app only: move what two of them need down to lane 1 or 0.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'features-below-app',
      comment:
        'The app puts features together; a feature that needs the app takes it as a parameter.',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'messaging-by-its-index',
      comment:
        "src/lib/messaging/index.ts is the core's public face; the files behind it may change.",
      severity: 'error',
      from: {
        path: '^(src|agent|e2e|bench)/',
        pathNot: ['^src/lib/messaging/', '^src/catalogs/', tests],
      },
      to: {
        path: '^src/lib/messaging/',
        pathNot: [
          messagingEntry,
          messagingInternals,
          ...browserDoors,
          '^src/lib/messaging/testing/',
        ],
      },
    },
    {
      name: 'internals-for-the-broker',
      comment:
        'Raw requests and JetStream calls are for what looks after streams; the rest uses the client.',
      severity: 'error',
      from: {
        pathNot: ['^agent/', '^src/lib/messaging/', tests],
      },
      to: { path: messagingInternals },
    },
    {
      name: 'catalogs-by-their-index',
      comment: "A catalog's index is its public face; the files behind it may change.",
      severity: 'error',
      from: {
        path: '^(src|agent|e2e|bench)/',
        pathNot: ['^src/catalogs/', '^src/lib/messaging/', tests],
      },
      to: { path: '^src/catalogs/', pathNot: [catalogEntry] },
    },
    {
      name: 'terminal-text-stands-alone',
      comment:
        'The agent and the page read a line of terminal output: it knows no log and no events.',
      severity: 'error',
      from: { path: '^src/lib/terminal/', pathNot: tests },
      to: { path: '^src/lib/(log|messaging)/' },
    },
    {
      name: 'only-the-app-picks-the-driver',
      comment:
        'Connection and storage are injected: only src/app (and measurements) may import the browser ' +
        'adapters, so that nats.ws and idb stay chunks of their own and tests need none.',
      severity: 'error',
      from: { pathNot: ['^src/app/', '^bench/', '^e2e/outboxPage/', tests] },
      to: { path: browserDoors },
    },
    {
      name: 'nats-ws-in-one-file',
      comment:
        'The driver has bugs that its adapter works around: nats.ws only in messaging/connection/nats-ws.ts, and its Ed25519 in jwt.ts.',
      severity: 'error',
      from: {
        pathNot: ['^src/lib/messaging/connection/(nats-ws|jwt)\\.ts$', '^bench/', '^e2e/', tests],
      },
      to: { path: packages('nats\\.ws') },
    },
    {
      name: 'idb-in-two-files',
      comment:
        'IndexedDB keeps the outbox (outbox/idb.ts) and open files (editor/copyStore.ts), nothing else.',
      severity: 'error',
      from: {
        pathNot: [
          '^src/lib/messaging/outbox/idb\\.ts$',
          '^src/features/editor/copyStore\\.ts$',
          tests,
          'node_modules',
        ],
      },
      to: { path: packages('idb') },
    },
    {
      name: 'codemirror-in-one-room',
      comment: 'The rest of the editor drives it through createEditor.',
      severity: 'error',
      from: { pathNot: ['^src/features/editor/codemirror/', 'node_modules'] },
      to: { path: packages('@codemirror/[^/]+', '@lezer/highlight', 'y-codemirror\\.next') },
    },
    {
      name: 'watching-in-one-file',
      comment: 'What the file system reports is a hint: chokidar only in agent/files/watcher.ts.',
      severity: 'error',
      from: { pathNot: ['^agent/files/watcher\\.ts$', 'node_modules'] },
      to: { path: packages('chokidar') },
    },
    {
      name: 'node-nats-in-one-file',
      comment:
        'As in the page, one adapter: @nats-io only in agent/broker/nats.ts (tests and tools aside).',
      severity: 'error',
      from: { pathNot: ['^agent/broker/nats\\.ts$', '^bench/', '^e2e/', tests, 'node_modules'] },
      to: { path: packages('@nats-io/[^/]+') },
    },
    {
      name: 'agent-imports-the-core-only',
      comment:
        'The agent shares with the page the wire contract, shared editing, the chunks of uploads and the reading of terminal output: no more.',
      severity: 'error',
      from: { path: '^agent/', pathNot: tests },
      to: {
        path: '^src/',
        pathNot: [
          messagingEntry,
          messagingInternals,
          catalogEntry,
          '^src/lib/assertNever\\.ts$',
          '^src/lib/terminal/',
          '^src/lib/editing/',
          '^src/lib/upload/',
        ],
      },
    },
    {
      name: 'uploads-stand-alone',
      comment:
        'Agent and page count the chunks of an upload alike: src/lib/upload knows no events.',
      severity: 'error',
      from: { path: '^src/lib/upload/', pathNot: tests },
      to: { path: '^src/lib/(log|messaging|terminal)/' },
    },
    {
      name: 'schemas-by-their-index',
      comment: 'src/lib/schema describes any zod schema: the files behind its index may change.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/lib/schema/', tests] },
      to: { path: '^src/lib/schema/', pathNot: '^src/lib/schema/(asyncApi/)?index\\.ts$' },
    },
    {
      name: 'schemas-stand-alone',
      comment: 'src/lib/schema describes any zod schema: it knows no logs, files or uploads.',
      severity: 'error',
      from: { path: '^src/lib/schema/', pathNot: tests },
      to: { path: '^src/lib/(log|editing|terminal|upload)/' },
    },
    {
      name: 'inspecting-stands-alone',
      comment: 'src/lib/inspect keeps messages of any catalog: it knows no logs, files or schemas.',
      severity: 'error',
      from: { path: '^src/lib/inspect/', pathNot: tests },
      to: { path: '^src/lib/(log|editing|terminal|upload|schema)/' },
    },
    {
      name: 'no-imports-of-the-agent',
      comment: 'The agent is a program of its own; the page talks to it over NATS.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^agent/' },
    },
    {
      name: 'scripts-start-the-agent',
      comment:
        'Scripts share with the agent what they know of the data directory and of processes.',
      severity: 'error',
      from: { path: '^scripts/', pathNot: tests },
      to: {
        path: '^agent/',
        pathNot: '^agent/(dataDir|userError|process/(lock|processTable))\\.ts$',
      },
    },
    {
      name: 'bootstrap-needs-nothing',
      comment: 'It runs before npm ci, on any Node from 20 on: only Node built-ins.',
      severity: 'error',
      from: { path: '^scripts/bootstrap\\.mjs$' },
      to: { dependencyTypesNot: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'module', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
  },
};
