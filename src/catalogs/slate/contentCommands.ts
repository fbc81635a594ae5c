import { assetCommands } from './assetCommands.ts';
import { editorCommands } from './editorCommands.ts';
import { fileCommands } from './fileCommands.ts';

/** Those of the pages that show what is in a project. */
export const contentCommands = { ...fileCommands, ...assetCommands, ...editorCommands } as const;
