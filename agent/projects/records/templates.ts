import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectTemplate } from '../../../src/catalogs/slate/index.ts';
import { parseJson } from '../../../src/lib/messaging/index.ts';

const DIRECTORY = join(import.meta.dirname, '..', '..', 'templates');
const SLATE_FILE = 'slate.json';

/** What new projects can begin as; each is a directory of that name in `agent/templates`. */
export const projectTemplates: readonly ProjectTemplate[] = [
  {
    template: 'web-server',
    name: 'Web server',
    description: 'A page and a server without dependencies, its tests and a build of three steps.',
  },
  {
    template: 'worker',
    name: 'Background worker',
    description: 'A program that works off jobs and logs what it does, with tests and a build.',
  },
];

/**
 * Fills a new directory from a template and writes the project's name into its slate.json.
 * @param template one of the list: nothing that a message says becomes part of a path
 * @param dir absolute; must not exist
 */
export async function copyTemplate(
  { template }: ProjectTemplate,
  dir: string,
  name: string,
): Promise<void> {
  const source = join(DIRECTORY, template);
  const slateFile = join(source, SLATE_FILE);
  await cp(source, dir, {
    recursive: true,
    errorOnExist: true,
    force: false,
    // Copied, it could not be written where the checkout is read-only.
    filter: (path) => path !== slateFile,
  });
  const settings = parseJson(await readFile(slateFile, 'utf8'));
  const text = JSON.stringify({ name, ...(settings as object) }, null, 2);
  await writeFile(join(dir, SLATE_FILE), `${text}\n`);
}
