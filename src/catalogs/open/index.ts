import { openCatalogs } from '../../lib/messaging/index.ts';
import { libraryCatalog, libraryCommands } from '../library/index.ts';
import { supplyChainCatalog } from '../supplyChain/index.ts';
import { expertSourcingCatalog } from '../expertSourcing/index.ts';
import { type slateCatalog, slateCommands } from '../slate/index.ts';
import { catalogAtOnce, commandsAtOnce } from './atOnce.ts';

type Open = ReturnType<
  typeof openCatalogs<
    [
      typeof slateCatalog,
      typeof libraryCatalog,
      typeof supplyChainCatalog,
      typeof expertSourcingCatalog,
    ]
  >
>;

/** Completes what the page's client was made with. */
function openAll(): Open {
  catalogAtOnce.add(openCatalogs(libraryCatalog, supplyChainCatalog, expertSourcingCatalog));
  return catalogAtOnce as unknown as Open;
}

/** All that Slate's page and agent read and write. */
export const openCatalog = openAll();
export const openCommands = Object.assign(commandsAtOnce, slateCommands, libraryCommands);

// What the types of Slate's page and agent name where they name no catalog.
declare module '../../lib/messaging/register.ts' {
  interface Register {
    open: { catalog: typeof openCatalog; commands: typeof openCommands };
  }
}
