import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import type { Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from 'vite';
import { moduleFile, repoRoot } from '../scripts/lib/paths.ts';
import { openTcp, pub } from '../scripts/testing/natsWire.ts';
import { buildStatus, button } from './support/page.ts';
import { expect, test as base } from './support/slate.ts';

/** What a page needs beside the package: its peers, and what every Vite and React app has. */
const beside = [
  ...['react', 'react-dom', 'zod', 'nats.ws', 'idb', '@tanstack/react-query'],
  ...['uuid', 'zustand', '@types/react', '@types/react-dom', 'vite', 'csstype', 'typescript'],
];

/** A page for each catalog beside Slate's own. */
const examplePages = ['library', 'supply-chain', 'expert-sourcing'];

interface PackedApp {
  readonly tarball: string;
  /** The built page. */
  readonly dist: string;
}

/** The examples of docs/hooks.md by their headings, as a reader copies them. */
function examples(): readonly { readonly file: string; readonly code: string }[] {
  const text = readFileSync(join(repoRoot, 'docs', 'hooks.md'), 'utf8');
  return [...text.matchAll(/^## (.+)\n[\s\S]*?```tsx\n([\s\S]*?)```/gm)].map(
    ([, heading = '', code = '']) => ({
      file: `${heading.includes(' ') ? heading.toLowerCase().replaceAll(' ', '-') : heading}.tsx`,
      code,
    }),
  );
}

const main = `
import { createRoot } from 'react-dom/client';
import { Root } from './set-up.tsx';
import { ConnectionStatus } from './useConnection.tsx';
import { BuildProgress } from './useBuildEvents.tsx';
import { EventCount } from './useSubject.tsx';
import { PassedBuilds } from './useView.tsx';
import { LastHour } from './ReplayProvider.tsx';
import { PeopleHere } from './usePresence.tsx';
import { OthersCount } from './useOthers.tsx';
import { SharedNote } from './useCursors.tsx';
import { Wave } from './usePublish.tsx';
import { BuildButton } from './useCommand.tsx';
import { LogTail } from './useFollow.tsx';
import { CheersOfOwnClient } from './events-of-your-own.tsx';

const { projectId = '', name = '' } = Object.fromEntries(new URLSearchParams(location.search));
createRoot(document.body.appendChild(document.createElement('main'))).render(
  <Root>
    <ConnectionStatus />
    <BuildProgress projectId={projectId} />
    <section aria-label="Bad id"><BuildProgress projectId="no.token" /></section>
    <EventCount />
    <PassedBuilds projectId={projectId} />
    <LastHour projectId={projectId} />
    <PeopleHere projectId={projectId} name={name} />
    <OthersCount projectId={projectId} />
    <SharedNote fileId="note" name={name} />
    <Wave projectId={projectId} />
    <BuildButton projectId={projectId} />
    <LogTail projectId={projectId} />
    <CheersOfOwnClient projectId={projectId} />
  </Root>,
);
`;

const test = base.extend<object, { app: PackedApp }>({
  app: [
    async ({ sharedSlate: slate }, provide, { parallelIndex }) => {
      const dir = join(repoRoot, 'test-results', `package-${parallelIndex}`);
      mkdirSync(join(dir, 'src'), { recursive: true });
      const tarball = join(dir, await pack(dir));
      const installed = join(dir, 'node_modules', 'slate');
      mkdirSync(installed, { recursive: true });
      await execa('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
      for (const name of beside) link(dir, name);
      for (const { file, code } of examples()) writeFileSync(join(dir, 'src', file), code);
      writeFileSync(join(dir, 'src', 'main.tsx'), main);
      writeFileSync(
        join(dir, 'index.html'),
        '<!doctype html><title>App</title><script type="module" src="/src/main.tsx"></script>',
      );
      writeFileSync(join(dir, '.env'), `VITE_NATS_URL=${await natsUrlOf(slate.url)}\n`);
      writeFileSync(
        join(dir, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: {
            ...{
              target: 'ES2024',
              lib: ['ES2024', 'DOM', 'DOM.Iterable'],
              module: 'ESNext',
              jsx: 'react-jsx',
            },
            ...{ moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true },
            ...{ strict: true, exactOptionalPropertyTypes: true, types: ['vite/client'] },
          },
          include: ['src', 'examples'],
        }),
      );
      for (const name of examplePages) {
        cpSync(join(repoRoot, 'examples', name), join(dir, 'examples', name), { recursive: true });
      }
      await execa(process.execPath, [moduleFile('typescript/bin/tsc'), '-p', dir]);
      const dist = join(dir, 'dist');
      await build({
        root: dir,
        configFile: false,
        base: './',
        plugins: [react()],
        // As in every page with nats.ws: it names Node's crypto for a path that browsers never take.
        resolve: { alias: { crypto: join(repoRoot, 'src', 'lib', 'empty.ts') } },
        build: {
          outDir: dist,
          rolldownOptions: {
            input: ['', ...examplePages.map((name) => join('examples', name))].map((path) =>
              join(dir, path, 'index.html'),
            ),
          },
        },
        logLevel: 'warn',
      });
      await provide({ tarball, dist });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

/** Where Slate's own page connects. */
async function natsUrlOf(pageUrl: string): Promise<string> {
  const html = await (await fetch(pageUrl)).text();
  const url = /name="slate-nats-url" content="([^"]+)"/.exec(html)?.[1];
  if (url === undefined) throw new Error('The page names no server.');
  return url;
}

async function pack(dir: string): Promise<string> {
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', dir], {
    cwd: repoRoot,
  });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  return filename;
}

function link(dir: string, name: string): void {
  const path = join(dir, 'node_modules', name);
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(repoRoot, 'node_modules', name), path);
}

/** Opens the app. */
async function open(page: Page, url: string, app: PackedApp, name: string): Promise<void> {
  await serve(page, app);
  await page.goto(`${url}/app/?projectId=keyboard&name=${name}`);
  await expect(page.getByText('Connection: live')).toBeVisible();
}

/** Below the page's origin, which is the one that the server takes. */
async function serve(page: Page, { dist }: PackedApp): Promise<void> {
  // What a test serves has no address, which a browser does not take for a local one.
  await page.context().grantPermissions(['local-network-access']);
  await page.route('**/app/**', (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/app\//, '');
    return route.fulfill({ path: join(dist, path === '' ? 'index.html' : path) });
  });
}

test('a page of another product builds, watches and sees people with the packed hooks', async ({
  slate,
  app,
  browse,
  visit,
}) => {
  const gate = slate.project('keyboard').gate('keyboard');
  const page = await (await browse()).newPage();
  await open(page, slate.url, app, 'Ada');
  await expect(page.getByLabel('Bad id').getByRole('alert')).toContainText('is not an id');
  await expect(page.getByText(/^Passed until then: \d+$/)).toBeVisible();

  const other = await (await browse()).newPage();
  await open(other, slate.url, app, 'Grace');
  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  await expect(people).toHaveText(['Ada', 'Grace']);
  await expect(page.getByText('1 other is here')).toBeVisible();
  const carets = page.getByRole('list', { name: 'Carets' }).getByRole('listitem');
  await expect(carets).toHaveText(['Grace has the note open']);
  await other.getByRole('textbox', { name: 'Note' }).focus();
  await other.keyboard.press('End');
  await expect(carets).toHaveText(['Grace is at 6']);
  await other.close();
  await expect(people).toHaveText(['Ada']);
  await expect(carets).toHaveCount(0);

  const passed = page.getByText(/^\d+ passed$/);
  const before = Number.parseInt((await passed.textContent()) ?? '', 10);
  await button(page, 'Build it').click();
  const console = await visit('Grace', `${slate.url}/projects/keyboard/builds`);
  await expect(buildStatus(console)).toHaveText('Running');
  gate.open();
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toHaveJSProperty('value', 100);
  await expect(page.getByText(`${before + 1} passed`)).toBeVisible();
  await expect(page.getByText(/^[1-9]\d* build events \(live\)$/)).toBeVisible();
  await button(page, 'Cheer (last: nobody yet)').click();
  await expect(button(page, 'Cheer (last: Ada)')).toBeVisible();
  await button(page, 'Wave').click();
  await expect(page.getByRole('alert')).toHaveCount(1);
});

test('the examples of the other catalogs show what a bare socket publishes', async ({
  slate,
  app,
  page,
}) => {
  await serve(page, app);
  const example = (name: string) => page.goto(`${slate.url}/app/examples/${name}/index.html`);
  const wire = await openTcp(slate.natsPort, 'agent', slate.agentPassword);
  const run = `${Date.now()}`;
  const publish = (subject: string, body: object) => wire.ask(pub(subject, JSON.stringify(body)));
  const items = (name: string) => page.getByRole('list', { name }).getByRole('listitem');

  const registered = (entityId: string, eventId: string) => ({
    ...{ event_id: `${run}-${eventId}`, event_type: 'library.entity.registered' },
    ...{ timestamp: '2026-11-22T10:00:00Z', source: 'ci', entity_id: entityId },
    ...{ data: {}, metadata: {} },
  });
  await publish('library.entity.registered', registered('blue', '1'));
  await example('library');
  await expect(items('Entities').filter({ hasText: 'blue' })).toHaveText(/entity\.registered/);
  await publish('library.entity.registered', registered('green', '2'));
  await button(page, 'Validate a swap to green').click();
  // The agent answers for what it keeps.
  const answer = 'Not possible: No agent keeps an entity “green”.';
  await expect(page.getByRole('status')).toHaveText(answer);

  const subject = 'execution.purchase_order.created';
  const order = { id: run, subject, correlation_id: null, organization_id: 'o1' };
  await publish(subject, { ...order, timestamp: 1, payload: { purchase_order_id: 'po-1' } });
  await example('supply-chain');
  await expect(page.getByText('po-1, seen 1 times')).toBeVisible();
  await button(page, 'Later').click();
  await expect(page.getByText('po-1, seen 2 times')).toBeVisible();
  await button(page, 'Book').click();
  await expect(items('Booked')).toHaveText(['po-1']);

  const match = 'matching.project.p1.freelancer.f1.identified';
  await publish(match, { id: `${run}-m`, data: { score: 0.5 } });
  await publish(match, { id: `${run}-m`, data: { score: 0.5 } });
  await example('expert-sourcing');
  await expect(items('Matches')).toHaveText(['f1 for p1: 0.5']);
  await expect(page.getByRole('status')).toHaveText('1 events');
  // A CloudEvent in structured mode.
  const found = { specversion: '1.0', id: `${run}-c`, source: '/ci', type: 'identified' };
  await publish(match, { ...found, data: { score: 0.9 } });
  await expect(items('Matches')).toHaveText(['f1 for p1: 0.9']);
  wire.close();
});

test('publint and are-the-types-wrong find nothing in the package', async ({ app }) => {
  const tarball = readFileSync(app.tarball);
  const data = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: data } });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);

  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (!analysis.types) throw new Error('The package has no types.');
  // It is ESM alone: what only knows CommonJS, or no exports, is out of reach.
  const problems = analysis.problems.filter(
    (problem) =>
      problem.kind !== 'CJSResolvesToESM' &&
      !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
  );
  expect(problems).toEqual([]);
});
