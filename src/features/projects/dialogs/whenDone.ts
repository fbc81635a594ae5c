/**
 * Goes on after a command even if its dialog is gone: the event can be quicker than the answer.
 * Failures are shown by the mutation.
 */
export function whenDone<T>(answer: Promise<T>, then: (value: T) => void): void {
  answer.then(then, () => {});
}
