import { createContext } from 'react';

/** Why nothing can be asked of anybody from here; null while it can. */
export const CommandsContext = createContext<string | null>(null);
