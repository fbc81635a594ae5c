/** An error that a person can act on: shown as its message alone, without a stack. */
export class UserError extends Error {
  override name = 'UserError';
}
