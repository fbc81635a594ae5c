import { isMessagingError } from '../lib/messaging/index.ts';

/**
 * A failed command in words: what happened and what to do.
 * @param agentIsHere distinguishes “no agent” from “not this agent”
 */
export function describeCommandError(error: unknown, agentIsHere: boolean): string {
  if (!isMessagingError(error)) return 'Something went wrong on this page. Reload it.';
  switch (error.code) {
    case 'no-responders':
      return agentIsHere
        ? 'No agent hosts this project. Start one with npm start -- --project DIR.'
        : 'No agent is connected. Start one with npm start.';
    case 'timeout':
      return 'The agent did not answer in time. It may still be working on it.';
    case 'offline':
    case 'closed':
      return 'There is no connection. Try again when it is live.';
    case 'replaying':
      return 'This is a replay. Go back to live to do this.';
    case 'storage':
      return `${error.message} Free some space, or allow this page to keep data.`;
    case 'denied':
      return 'Your role may not do this.';
    case 'rejected':
      return error.message;
    case 'invalid-reply':
      return 'The agent answered in a way this page does not know. Update both to the same version.';
    case 'invalid-token':
    case 'invalid-event':
    case 'too-large':
    case 'duplicate':
    case 'jetstream':
      return error.message;
  }
}
