// Bare nats.ws, a core subscription: counts messages, parses and shows nothing.
import { readTask, startProbe } from './probe.ts';
import { dial, subscribeBare } from './wire.ts';

let newest = -1;
let arrived = (_line: number) => {};
const task = readTask();
await subscribeBare(await dial(task), task, () => arrived(++newest));
({ arrived } = startProbe({ newestShown: () => newest, held: () => null, paintsNothing: true }));
