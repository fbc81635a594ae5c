import { assertNever } from '../assertNever.ts';

/** How far one file is on its way. Bytes count what is safe with the agent or on the server. */
export type UploadState =
  /** Others are sent first. */
  | { readonly kind: 'waiting' }
  /** Its digest is computed. */
  | { readonly kind: 'hashing'; readonly bytes: number }
  | { readonly kind: 'sending'; readonly bytes: number }
  /** It goes on by itself: without a connection, or while the agent can't keep up. */
  | { readonly kind: 'stalled'; readonly bytes: number; readonly reason: string }
  | { readonly kind: 'paused'; readonly bytes: number }
  /** All is sent; the agent checks it. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly canRetry: boolean };

export type UploadEvent =
  | { readonly type: 'hashed'; readonly bytes: number }
  | { readonly type: 'sent'; readonly bytes: number }
  | { readonly type: 'stalled'; readonly reason: string }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'all-sent' }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string; readonly canRetry: boolean }
  | { readonly type: 'retried' };

export const isOver = ({ kind }: UploadState): boolean => kind === 'done' || kind === 'failed';

const bytesOf = (state: UploadState): number => ('bytes' in state ? state.bytes : 0);

/** What follows an event; an event that comes too late changes nothing. */
export function afterUploadEvent(state: UploadState, event: UploadEvent): UploadState {
  if (event.type === 'retried') return state.kind === 'failed' ? { kind: 'waiting' } : state;
  if (isOver(state)) return state;
  switch (event.type) {
    case 'hashed':
      return { kind: 'hashing', bytes: event.bytes };
    case 'sent':
      // What was under way when it was paused still arrives.
      return { kind: state.kind === 'paused' ? 'paused' : 'sending', bytes: event.bytes };
    case 'stalled':
      return state.kind === 'paused'
        ? state
        : { kind: 'stalled', bytes: bytesOf(state), reason: event.reason };
    case 'paused':
      return state.kind === 'sending' || state.kind === 'stalled'
        ? { kind: 'paused', bytes: state.bytes }
        : state;
    case 'resumed':
      return state.kind === 'paused' ? { kind: 'sending', bytes: state.bytes } : state;
    case 'all-sent':
      return { kind: 'finishing' };
    case 'done':
      return { kind: 'done' };
    case 'failed':
      return { kind: 'failed', message: event.message, canRetry: event.canRetry };
    default:
      return assertNever(event);
  }
}
