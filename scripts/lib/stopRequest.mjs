/**
 * A Ctrl+C comes from two sides, from the terminal and from npm, which passes it on and may end of
 * it. Within this time all of that is one request; npm may be slow on a busy machine.
 */
export const sameRequestMs = 1000;

/**
 * Resolves when this process is asked to stop: by a signal, or because npm, which started it, died
 * without passing a signal on.
 * @param {{ again: () => void }} options again is called when a person asks once more
 * @returns {Promise<void>}
 */
export function onStopRequest({ again }) {
  return new Promise((done) => {
    /** @type {number | undefined} */
    let askedAt;
    const ask = () => {
      askedAt ??= performance.now();
      done();
    };
    const askOrRepeat = () => {
      if (askedAt === undefined) return ask();
      if (performance.now() - askedAt < sameRequestMs) return;
      askedAt = performance.now();
      again();
    };
    process.on('SIGINT', askOrRepeat);
    process.on('SIGTERM', askOrRepeat);
    process.on('SIGHUP', ask);
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
