import type { CatalogEntry } from '../entries.ts';

/** An entry, with the headings that stand above it. */
export interface GroupedRow {
  readonly entry: CatalogEntry;
  /** The name of its catalog, for the first of it. */
  readonly catalog: string | null;
  /** The name of its resource, for the first of it. */
  readonly resource: string | null;
}

/** @param entries by catalog and resource */
export function groupRows(entries: readonly CatalogEntry[]): readonly GroupedRow[] {
  return entries.map((entry, index) => {
    const before = entries[index - 1];
    const isNewCatalog = before?.catalog !== entry.catalog;
    const isNewResource = isNewCatalog || before.resource !== entry.resource;
    return {
      entry,
      catalog: isNewCatalog ? entry.catalog : null,
      resource: isNewResource ? entry.resource : null,
    };
  });
}
