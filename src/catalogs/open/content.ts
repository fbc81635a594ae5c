import { contentCommands } from '../slate/index.ts';
import { commandsAtOnce } from './atOnce.ts';

/** Adds the commands for files and assets to those that the page can ask. */
export function openContentCommands(): void {
  Object.assign(commandsAtOnce, contentCommands);
}
