// The end of childReaper.ts: ends the processes `pid:marker …` of an agent that is gone.
import { endTree } from './processTree.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

await Promise.all(
  process.argv.slice(2).map((tree) => {
    const [pid, marker = ''] = tree.split(':');
    return endTree({ pid: Number(pid), marker }, 0);
  }),
);
