import { EscapeReader } from './escapes.ts';
import { PLAIN_LOOK, type Run } from './look.ts';
import { TerminalLine } from './TerminalLine.ts';

/**
 * What a terminal would show of a log line; line ends and meaningless controls stay in the text.
 */
export function terminalRuns(message: string): Run[] {
  const runs: Run[] = [];
  const line = new TerminalLine();
  const finish = () => {
    for (const run of line.runs()) runs.push(run);
    line.clear();
    line.endLink();
  };
  new EscapeReader().read(message, (token) => {
    if (token.kind === 'newline') {
      finish();
      runs.push({ text: '\n', look: PLAIN_LOOK });
    } else if (token.kind === 'control') line.write(token.char);
    else line.apply(token);
  });
  finish();
  return runs;
}
