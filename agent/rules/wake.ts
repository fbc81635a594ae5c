/** Waits for a time or until it is rung, also if it was rung before. */
export function createWake() {
  let rung = false;
  let resolve = () => {};
  return {
    ring() {
      rung = true;
      resolve();
    },
    async wait(ms: number) {
      if (!rung) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          resolve = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      rung = false;
    },
  };
}
