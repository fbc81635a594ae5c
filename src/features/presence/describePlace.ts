import { visibleName } from '../../catalogs/slate/index.ts';
import type { Person } from '../../hooks/index.ts';

const MAX_PATH = 120;

const pages: Readonly<Record<string, string>> = {
  project: 'Project',
  build: 'Build',
  log: 'Build log',
  runtime: 'Process',
  files: 'Files',
  assets: 'Assets',
};

/** Where a person is, in words: "Build #12 · log line 430". */
export function describePlace({ view, location }: Pick<Person, 'view' | 'location'>): string {
  if (location === null) return view ?? 'Here';
  const { page, path, line } = location;
  const known = Object.hasOwn(pages, page) ? pages[page] : visibleName(page);
  if (page === 'files') {
    const name = path === undefined ? null : visibleName(path, MAX_PATH);
    if (name === null) return view ?? 'Files';
    return line === undefined ? name : `${name} · line ${line}`;
  }
  const where = view ?? known ?? 'Here';
  const isLog = page === 'log' || page === 'runtime';
  return isLog && line !== undefined ? `${where} · log line ${line}` : where;
}
