import { openCatalogs } from '../../lib/messaging/index.ts';
import { libraryCatalog, libraryCommands } from '../library/index.ts';
import { supplyChainCatalog } from '../supplyChain/index.ts';
import { expertSourcingCatalog } from '../expertSourcing/index.ts';
import { slateCatalog, slateCommands } from '../slate/index.ts';

/** All that Slate's page and agent read and write. */
export const openCatalog = openCatalogs(
  slateCatalog,
  libraryCatalog,
  supplyChainCatalog,
  expertSourcingCatalog,
);
export const openCommands = { ...slateCommands, ...libraryCommands };

// What the types of Slate's page and agent name where they name no catalog.
declare module '../../lib/messaging/register.ts' {
  interface Register {
    open: { catalog: typeof openCatalog; commands: typeof openCommands };
  }
}
