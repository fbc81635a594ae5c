/**
 * Resolves when this process is asked to stop: by a signal, or because npm, which started it, died
 * without passing a signal on.
 * @param {{ again: () => void }} options again is called when somebody asks a second time
 * @returns {Promise<void>}
 */
export function onStopRequest({ again }) {
  return new Promise((done) => {
    /** @type {'running' | 'stopping'} */
    let state = 'running';
    const ask = () => {
      if (state === 'stopping') again();
      state = 'stopping';
      done();
    };
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, ask);
    }
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      ask();
    }, 200);
    watch.unref();
  });
}
