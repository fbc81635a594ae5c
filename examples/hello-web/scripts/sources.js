import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory, with a slash at its end. */
export const projectDirectory = fileURLToPath(new URL('..', import.meta.url));

/** All files under a directory of the project, in order, relative to the project. */
export function filesUnder(directory) {
  return readdirSync(join(projectDirectory, directory), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(path) : [path];
    });
}
