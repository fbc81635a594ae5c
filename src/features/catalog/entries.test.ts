import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openCatalog, openCommands } from '../../catalogs/open/index.ts';
import { defineCatalog, event, openCatalogs } from '../../lib/messaging/index.ts';
import { commandsByCatalog } from '../../lib/schema/index.ts';
import { filterEntries, listEntries } from './entries.ts';
import { groupRows } from './list/groupRows.ts';

const entries = listEntries({
  catalog: openCatalog,
  commands: commandsByCatalog(openCatalog, openCommands),
});
const find = (key: string) => entries.find((entry) => entry.key === key);

describe('listEntries', () => {
  it('has every event, command and subject of bytes once, by catalog and resource', () => {
    const names = [
      ...Object.keys(openCatalog.definitions).map((name) => `event ${name}`),
      ...Object.keys(openCatalog.bytes).map((name) => `bytes ${name}`),
      ...Object.keys(openCommands).map((name) => `command ${name}`),
    ];
    expect(entries.map(({ key }) => key).toSorted()).toEqual(names.toSorted());
    const headings = groupRows(entries).flatMap(({ entry, resource }) =>
      resource === null ? [] : [`${entry.catalog} ${resource}`],
    );
    expect(new Set(headings).size).toBe(headings.length);
  });

  it('has a subject with its parameters, keys and stream', () => {
    expect(find('event file.updated')).toMatchObject({
      catalog: 'slate',
      resource: 'file',
      subject: 'slate.file.updated.{fileId}',
      params: ['fileId', 'projectId'],
      patterns: ['slate.file.updated.*'],
      stream: 'SLATE_EVENTS',
      alsoUnder: ['slate.file.updated.{projectId}'],
    });
    expect(find('event runtime.status')).toMatchObject({ stream: null, query: 'status' });
    expect(find('command runtime.status')).toMatchObject({ kind: 'command', catalog: 'slate' });
    expect(find('event library.swap.completed')).toMatchObject({
      catalog: 'library',
      resource: 'swap',
      params: [],
    });
    expect(find('command library.swap.validate')).toMatchObject({
      catalog: 'library',
      resource: 'swap',
    });
  });

  it('keeps 10,000 entries of two catalogs apart', () => {
    const many = (name: string) =>
      defineCatalog(
        Object.fromEntries(
          Array.from({ length: 5_000 }, (_, index) => [
            `${name}.r${index % 50}.e${index}`,
            event({ subject: `${name}.e${index}.{id}`, type: 'x', data: z.looseObject({}) }),
          ]),
        ),
        { name },
      );
    const all = listEntries({ catalog: openCatalogs(many('one'), many('two')), commands: {} });
    expect(all).toHaveLength(10_000);
    expect(groupRows(all).filter(({ catalog }) => catalog !== null)).toHaveLength(2);
    expect(groupRows(all).filter(({ resource }) => resource !== null)).toHaveLength(100);
    expect(filterEntries(all, 'two e4999')).toHaveLength(1);
  });
});

describe('filterEntries', () => {
  it.each([
    ['progress', ['event build.progress']],
    ['BUILD slate_logs', ['event build.log']],
    ['slate.build.cancel', ['event build.cancelled']],
    ['no such subject', []],
  ])('“%s”', (text, keys) => {
    expect(filterEntries(entries, text).map(({ key }) => key)).toEqual(keys);
  });
});
