import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, mergeConfig, preview } from 'vite';
import { repoRoot } from '../../scripts/lib/paths.ts';
import productConfig from '../../vite.config.ts';
import { candidates, pageOf } from './candidates.ts';

const root = join(repoRoot, 'bench', 'pages');
const pageFiles = [...new Set(candidates.map(pageOf))].map((name) => join(root, `${name}.html`));
/** The script of the page that holds Slate. */
export const slatePage = join(root, 'slate.ts');

export interface PageSite {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where the built files are. */
  readonly dir: string;
  close(): Promise<void>;
}

/** Builds the pages as the product is built, for production, and serves them on loopback. */
export async function servePages(): Promise<PageSite> {
  const dir = await mkdtemp(join(tmpdir(), 'slate-bench-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  const config = mergeConfig(productConfig, {
    configFile: false,
    root,
    publicDir: join(repoRoot, 'public'),
    appType: 'mpa',
    logLevel: 'warn',
    build: {
      outDir: dir,
      emptyOutDir: true,
      rolldownOptions: { input: pageFiles },
    },
    preview: { host: '127.0.0.1', port: 0 },
  });
  try {
    await build(config);
    const server = await preview(config);
    const address = server.httpServer.address();
    if (address === null || typeof address === 'string') throw new Error('The pages have no port.');
    return {
      url: `http://127.0.0.1:${address.port}`,
      dir,
      async close() {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
