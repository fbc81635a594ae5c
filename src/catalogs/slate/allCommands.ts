import { commonCommands } from './commands.ts';
import { contentCommands } from './contentCommands.ts';
import { deployCommands } from './deployCommands.ts';
import { monitorCommands } from './monitorCommands.ts';
import { ruleCommands } from './ruleCommands.ts';

export const slateCommands = {
  ...commonCommands,
  ...contentCommands,
  ...ruleCommands,
  ...deployCommands,
  ...monitorCommands,
} as const;
