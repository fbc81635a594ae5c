/** A hidden tab paints no frames. */
const HIDDEN_FLUSH_MS = 250;

/** Runs a task with the next frame, or soon in a hidden tab; returns its undo. */
export function nextFrame(task: () => void): () => void {
  // Both: a tab hidden after the request never gets its frame.
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_FLUSH_MS);
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  function run(): void {
    cancel();
    task();
  }
  return cancel;
}
