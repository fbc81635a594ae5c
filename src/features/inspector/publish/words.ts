/** What went wrong, and for whom, in one line. */
export function describeSendFailure(code: string, subject: string): string {
  switch (code) {
    case 'denied':
      return `Your role may not publish to ${subject}`;
    case 'no-responders':
      return `No one answers on ${subject}`;
    case 'timeout':
      return `No answer from ${subject} in time`;
    case 'too-large':
      return 'The message is too large';
    case 'invalid-token':
      return 'This can’t be sent';
    case 'replaying':
      return 'This is a replay: nothing is sent';
    case 'offline':
    case 'closed':
      return 'There is no connection';
    default:
      return `Not sent (${code})`;
  }
}
