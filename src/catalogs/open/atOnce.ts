import { openCatalogs } from '../../lib/messaging/index.ts';
import { commonCommands, slateCatalog } from '../slate/index.ts';

/**
 * What every page reads and asks. `index.ts` adds the rest when it is loaded, with the pages that
 * need it: the first one does not wait for it.
 */
export const catalogAtOnce = openCatalogs(slateCatalog);
export const commandsAtOnce = { ...commonCommands };
