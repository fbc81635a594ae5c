export { LIBRARY_STREAM, libraryCatalog, libraryCommands } from './events.ts';
