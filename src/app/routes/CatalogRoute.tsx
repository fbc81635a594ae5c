import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { openCatalog, openCommands } from '../../catalogs/open/index.ts';
import { CatalogPanel, type TryItProps } from '../../features/catalog/CatalogPanel.tsx';
import {
  type EntryKind,
  entryKey,
  filterEntries,
  listEntries,
} from '../../features/catalog/entries.ts';
import { readShown } from '../../features/catalog/list/shown.ts';
import type { EntryLinkProps } from '../../features/catalog/list/SubjectRow.tsx';
import { useCatalogWatch } from '../../features/catalog/traffic/useCatalogWatch.ts';
import { useConnection } from '../../hooks/index.ts';
import { commandsByCatalog } from '../../lib/schema/index.ts';
import { Page } from '../shell/Page.tsx';
import { TryLinks } from '../catalog/TryLinks.tsx';
import { AsyncApiButton } from '../catalog/AsyncApiButton.tsx';
import { useUrlValues } from '../url/useUrlValues.ts';

const catalogs = {
  catalog: openCatalog,
  commands: commandsByCatalog(openCatalog, openCommands),
};
const entries = listEntries(catalogs);
const entryKinds: readonly EntryKind[] = ['event', 'command', 'bytes'];

interface ListSearch {
  readonly q?: string;
  readonly show?: string;
}
/** The part of the address that says what is listed. */
const listed = ({ q, show }: ListSearch): ListSearch => ({
  ...(q === undefined ? {} : { q }),
  ...(show === undefined ? {} : { show }),
});

/** Every subject of every open catalog. */
export function CatalogRoute() {
  const navigate = useNavigate();
  const isLive = useConnection(({ status }) => status === 'live');
  const [asked, setAsked] = useUrlValues(['q', 'show', ...entryKinds]);
  const kind = entryKinds.find((each) => asked[each] !== '');
  const selectedKey = kind === undefined ? null : entryKey(kind, asked[kind]);
  const preferred = useMemo(
    () => [...entries.filter(({ key }) => key === selectedKey), ...filterEntries(entries, asked.q)],
    [selectedKey, asked.q],
  );
  const watch = useCatalogWatch(openCatalog, entries, preferred);
  return (
    <Page
      crumbs={[{ text: 'Catalog' }]}
      title="Catalog"
      topBar={<AsyncApiButton {...catalogs} />}
      fill
    >
      <CatalogPanel
        entries={entries}
        watch={watch}
        isLive={isLive}
        selectedKey={selectedKey}
        filter={asked.q}
        onFilter={(q) => setAsked({ q })}
        shown={readShown(asked.show)}
        onShown={(show) => setAsked({ show })}
        onClose={() => void navigate({ to: '/catalog', search: listed })}
        Link={EntryLink}
        TryIt={TryIt}
      />
    </Page>
  );
}

function TryIt({ entry }: TryItProps) {
  const isNameOfEvent = Object.hasOwn(openCatalog.definitions, entry.name);
  return <TryLinks entry={entry} isNameOfEvent={isNameOfEvent} />;
}

function EntryLink({ entry, isCurrent = false, ...rest }: EntryLinkProps) {
  return (
    <Link
      {...rest}
      to="/catalog"
      search={(before) => ({ ...listed(before), [entry.kind]: entry.name })}
      aria-current={isCurrent ? 'true' : undefined}
    />
  );
}
