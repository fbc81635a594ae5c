// Bare nats.ws, a pull consumer, which is the way that Slate reads: counts messages only.
import { readTask, startProbe } from './probe.ts';
import { dial, pullBare } from './wire.ts';

let newest = -1;
const task = readTask();
const connection = await dial(task);
const { arrived } = startProbe({
  newestShown: () => newest,
  held: () => null,
  paintsNothing: true,
  open: () => void pullBare(connection, task, () => arrived(++newest)),
});
