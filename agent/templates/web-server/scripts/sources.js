import { readdirSync } from 'node:fs';

/** The project's own JavaScript files. */
export const sources = () =>
  ['src', 'scripts', 'test'].flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => name.endsWith('.js'))
      .map((name) => `${directory}/${name}`),
  );
