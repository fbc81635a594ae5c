// react-virtuoso, fed once a frame with all that came since the last one.
import Anser from 'anser';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Virtuoso } from 'react-virtuoso';
import { messageOf } from './lines.ts';
import { numberIn } from './lineNumber.ts';
import { readTask, startProbe } from './probe.ts';
import { dial, subscribeBare } from './wire.ts';

const lines: string[] = [];
let gathered: string[] = [];

function Log() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let frame = requestAnimationFrame(function next() {
      if (gathered.length > 0) {
        for (const line of gathered) lines.push(line);
        gathered = [];
        setCount(lines.length);
      }
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Virtuoso
      style={{ height: '100%' }}
      totalCount={count}
      fixedItemHeight={20}
      // Asked whether it is at its end, it says no while lines come faster than it scrolls.
      followOutput={() => 'auto'}
      itemContent={renderLine}
    />
  );
}

function renderLine(at: number) {
  const text = lines[at] ?? '';
  return (
    <div style={{ height: 20, whiteSpace: 'pre', font: '13px/20px monospace' }}>
      {Anser.ansiToJson(text, { json: true, remove_empty: true }).map((part, at) => (
        // Parts of a line never move
        <span key={at} style={part.fg ? { color: `rgb(${part.fg})` } : {}}>
          {part.content}
        </span>
      ))}
    </div>
  );
}

const root = document.querySelector('#root');
if (!root) throw new Error('virtuoso.html has no #root.');
createRoot(root).render(<Log />);
const task = readTask();
await subscribeBare(await dial(task), task, (message) => void gathered.push(messageOf(message)));
startProbe({
  newestShown: () =>
    numberIn(document.querySelector('[data-testid=virtuoso-item-list]')?.lastChild?.textContent),
  held: () => lines.map(plain),
});

function plain(text: string): string {
  return Anser.ansiToText(text);
}
