import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a NATS server answers on a port of 127.0.0.1: it speaks first, with INFO. */
export function natsAnswers(port: number, timeoutMs = 1000): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    for (const event of ['error', 'close']) socket.once(event, () => finish(false));
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('INFO ')));
  });
}

/** Waits until a NATS server answers, or `signal` is aborted. */
export async function untilNatsAnswers(port: number, signal: AbortSignal): Promise<void> {
  while (!(await natsAnswers(port))) await sleep(50, undefined, { signal });
}
