/**
 * A Ctrl+C arrives several times: from the terminal, from npm and from bootstrap.mjs, which pass it
 * on. Within this time they are one request; npm may be slow on a busy machine.
 */
export const sameRequestMs = 1000;

/**
 * Resolves when this process is asked to stop, by a signal or by the death of the parent that
 * started it with an IPC channel.
 * @param again called when a person asks once more
 */
export function onStopRequest({ again }: { again: () => void }): Promise<void> {
  return new Promise((done) => {
    let askedAt: number | undefined;
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
    process.on('disconnect', ask);
  });
}
