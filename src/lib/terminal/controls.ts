import { CONTROL, hasSpecial } from './controlChars.ts';
import { terminalRuns } from './terminalRuns.ts';

// That is what it looks for
const COLOUR = /\x1b\[[\d;:]*m/g;

/** For copies and downloads: no colours, no terminal or bidi controls. */
export function plainText(message: string): string {
  if (!hasSpecial(message)) return message;
  // Colours alone are a tenth of the work.
  const uncoloured = message.replace(COLOUR, '');
  if (!hasSpecial(uncoloured)) return uncoloured;
  const shown = terminalRuns(message).map(({ text }) => text);
  return shown.join('').replace(CONTROL, '');
}
