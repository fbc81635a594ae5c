/**
 * Goes on after a command, also when the dialog that sent it has gone meanwhile: its event can be
 * quicker than its answer. A failure is the mutation's own to show.
 */
export function whenDone<T>(answer: Promise<T>, then: (value: T) => void): void {
  answer.then(then, () => {});
}
