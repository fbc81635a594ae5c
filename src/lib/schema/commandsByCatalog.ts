import type { Catalog, Commands } from '../messaging/index.ts';

/** Commands of catalogs that are open together, by the catalog whose subjects begin alike. */
export function commandsByCatalog(
  catalog: Pick<Catalog, 'parts'>,
  commands: Commands,
): Readonly<Record<string, Commands>> {
  const heads = catalog.parts.map(({ name, definitions, bytes }) => {
    const events = Object.values(definitions).map(({ subject }) => subject);
    return { name, heads: new Set([...events, ...Object.values(bytes)].map(headOf)) };
  });
  const owned = Object.groupBy(Object.entries(commands), ([, { subject }]) => {
    const owner = heads.find(({ heads }) => heads.has(headOf(subject)));
    // Any has to show them.
    return (owner ?? heads[0])?.name ?? '';
  });
  return Object.fromEntries(
    Object.entries(owned).map(([name, list]) => [name, Object.fromEntries(list ?? [])]),
  );
}

const headOf = (subject: string) => subject.split('.', 1)[0];
