import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { moduleFile, repoRoot } from '../lib/paths.ts';

/** The rules that a tree of sources breaks, checked as the repository itself is. */
function brokenRules(files: Record<string, string>): string[] {
  const root = tempDir();
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    copyFileSync(join(repoRoot, name), join(root, name));
  }
  symlinkSync(join(repoRoot, 'node_modules'), join(root, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const cruiser = moduleFile('dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', '.'];
  const { stdout, stderr } = spawnSync(moduleFile('node/bin/node'), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (stdout === '') throw new Error(stderr);
  const { violations } = JSON.parse(stdout).summary;
  return violations.map((found: { rule: { name: string } }) => found.rule.name).sort();
}

const importing = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const type = (path: string) => `import type { x } from '${path}';\nexport type Y = typeof x;\n`;
const leaf = 'export const x = 1;\n';
const messaging = {
  'src/lib/messaging/index.ts': `export { x } from './client.ts';\n`,
  'src/lib/messaging/client.ts': leaf,
  'src/lib/messaging/connection/nats-ws.ts': `import { connect } from 'nats.ws';\nexport const x = connect;\n`,
};

test('a tree that keeps to its lanes breaks no rule', () => {
  expect(
    brokenRules({
      ...messaging,
      'src/hooks/useX.ts': importing('../lib/messaging/index.ts'),
      'src/features/build/model.ts': importing('../../hooks/useX.ts').replace(
        '{ x }',
        '{ y as x }',
      ),
      'src/app/main.ts': importing('../lib/messaging/connection/nats-ws.ts'),
      'src/lib/messaging/client.test.ts': importing('./client.ts'),
      'agent/main.ts': importing('../src/lib/messaging/index.ts'),
      'src/lib/terminal/line.ts': leaf,
      'agent/process/lines.ts': importing('../../src/lib/terminal/line.ts'),
      'agent/broker/nats.ts': `import { connect } from '@nats-io/transport-node';\nexport { connect };\n`,
    }),
  ).toEqual([]);
}, 20_000);

test('every wall is noticed, for types too', () => {
  expect(
    brokenRules({
      ...messaging,
      'src/app/shell.ts': leaf,
      'src/features/build/model.ts': leaf,
      'src/features/files/model.ts': importing('../build/model.ts'),
      'src/features/files/types.ts': type('../../app/shell.ts'),
      'src/hooks/useX.ts': importing('../features/build/model.ts'),
      'src/components/X.ts': importing('../hooks/useX.ts'),
      'src/components/Y.ts': importing('../lib/messaging/client.ts'),
      'src/lib/env.ts': `import { create } from 'zustand';\nexport const x = create;\n`,
      'src/lib/up.ts': importing('../app/shell.ts'),
      'src/lib/messaging/other.ts': importing('./connection/nats-ws.ts'),
      'src/features/files/direct.ts': `import { connect } from 'nats.ws';\nexport { connect };\n`,
      'agent/main.ts': importing('../src/app/shell.ts'),
      'agent/run.ts': `import { connect } from '@nats-io/transport-node';\nexport { connect };\n`,
      'scripts/bootstrap.mjs': `import 'zod';\n`,
      'src/catalogs/slate/events.ts': leaf,
      'src/features/files/wire.ts': importing('../../catalogs/slate/events.ts'),
      'src/lib/messaging/internals.ts': leaf,
      'src/features/files/raw.ts': importing('../../lib/messaging/internals.ts'),
      'src/lib/terminal/line.ts': importing('../messaging/index.ts'),
      'src/lib/messaging/history.ts': type('../../catalogs/slate/events.ts'),
      'src/a.ts': importing('./b.ts').replace('y =', 'x ='),
      'src/b.ts': importing('./a.ts').replace('y =', 'x ='),
      'src/c.ts': importing('./nowhere.ts'),
    }),
  ).toEqual([
    'agent-imports-the-core-only',
    'bootstrap-needs-nothing',
    'catalogs-by-their-index',
    'components-take-props',
    'core-knows-no-catalog',
    'features-below-app',
    'internals-for-the-broker',
    'lane-0-has-no-framework',
    'lane-0-stands-alone',
    'lane-1-below-features',
    'messaging-by-its-index',
    'nats-ws-in-one-file',
    'no-cross-feature-imports',
    'no-cycles',
    'no-unresolved',
    'node-nats-in-one-file',
    'only-the-app-picks-the-driver',
    'terminal-text-stands-alone',
  ]);
}, 20_000);
