import { openCatalog, openCommands } from '../../catalogs/open/index.ts';
import { InspectorPanel } from '../../features/inspector/InspectorPanel.tsx';
import { Page } from '../shell/Page.tsx';
import { useUrlValues } from '../url/useUrlValues.ts';

const keys = ['subject', 'filter', 'stream', 'before', 'try'] as const;

/** All messages of a subject, as they come. */
export function InspectorRoute() {
  const [address, setAddress] = useUrlValues(keys);
  return (
    <Page crumbs={[{ text: 'Inspector' }]} title="Inspector" fill>
      <InspectorPanel
        catalog={openCatalog}
        commands={openCommands}
        address={address}
        onAddress={setAddress}
      />
    </Page>
  );
}
