import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Whether a NATS server answers on a port of loopback: it speaks first, with INFO.
 * @param {number} port
 * @param {number} [timeoutMs]
 * @returns {Promise<boolean>}
 */
export function natsAnswers(port, timeoutMs = 1000) {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (/** @type {boolean} */ answer) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('INFO ')));
  });
}

/**
 * Waits until a NATS server answers.
 * @param {number} port
 * @param {AbortSignal} signal ends the waiting
 */
export async function untilNatsAnswers(port, signal) {
  while (!(await natsAnswers(port))) {
    signal.throwIfAborted();
    await sleep(50, undefined, { signal });
  }
}
