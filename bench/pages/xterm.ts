// xterm.js, fed with each message as it comes.
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { messageOf } from './lines.ts';
import { numberIn } from './lineNumber.ts';
import { readTask, startProbe } from './probe.ts';
import { dial, subscribeBare } from './wire.ts';

const terminal = new Terminal({ scrollback: 100_000, cols: 120, rows: 40, disableStdin: true });
const place = document.querySelector<HTMLElement>('#root');
if (!place) throw new Error('xterm.html has no #root.');
terminal.open(place);

const task = readTask();
await subscribeBare(await dial(task), task, (message) =>
  terminal.write(`${messageOf(message)}\r\n`),
);
startProbe({
  newestShown() {
    const rows = place.querySelector('.xterm-rows')?.children ?? [];
    for (let at = rows.length - 1; at >= 0; at--) {
      const number = numberIn(rows[at]?.textContent);
      if (number >= 0) return number;
    }
    return -1;
  },
  held() {
    const { active } = terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, at) => active.getLine(at)?.translateToString(true) ?? '',
    );
    return lines.filter((line) => line !== '');
  },
});
