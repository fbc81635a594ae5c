import { build } from 'vite';
import { expect, test } from 'vitest';
import { slatePage } from './pages.ts';

test('the page of the bench holds the product, though nothing is imported from it by name', async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      rolldownOptions: {
        input: slatePage,
        // What main.tsx itself imports is not looked at.
        external: (_id, importer) => importer?.endsWith('main.tsx') ?? false,
      },
    },
  });
  const chunks = 'output' in built ? built.output : [];
  const code = chunks.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
  expect(code.includes('createRoot')).toBe(true);
});
