// Makes package/ out of src/: ESM with types, as the exports of package.json name it. Run by
// `npm pack` and `npm publish`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { UserError } from '../agent/userError.ts';
import { repoRoot } from './lib/paths.ts';
import { runMain } from './lib/report.ts';

const entries = [
  'lib/messaging/index.ts',
  'lib/messaging/connection/nats-ws.ts',
  'lib/messaging/outbox/idb.ts',
  'catalogs/slate/index.ts',
  'catalogs/library/index.ts',
  'catalogs/supplyChain/index.ts',
  'catalogs/expertSourcing/index.ts',
  'hooks/index.ts',
];

const outDir = join(repoRoot, 'package');

await runMain(() => {
  rmSync(outDir, { recursive: true, force: true });
  const { config } = ts.readConfigFile(join(repoRoot, 'tsconfig.json'), ts.sys.readFile) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      noEmit: false,
      declaration: true,
      // A reader's editor goes from a type to its source.
      sourceMap: true,
      inlineSources: true,
      outDir,
      rootDir: join(repoRoot, 'src'),
      rewriteRelativeImportExtensions: true,
      removeComments: false,
      types: [],
    },
    repoRoot,
  );
  const program = ts.createProgram(
    entries.map((entry) => join(repoRoot, 'src', entry)),
    options,
  );
  const { diagnostics } = program.emit();
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) {
    throw new UserError(
      ts.formatDiagnostics(problems, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => repoRoot,
        getNewLine: () => '\n',
      }),
    );
  }
  pointTypesAtTypes();
  return Promise.resolve(0);
});

/** The compiler renames imports in programs only: types would go on naming .ts files. */
function pointTypesAtTypes(): void {
  for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(outDir, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(['"])(\.\.?\/[^'"]+)\.tsx?\1/g, '$1$2.js$1'));
  }
}
