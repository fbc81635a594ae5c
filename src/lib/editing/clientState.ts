import { assertNever } from '../assertNever.ts';

/** How an open file stands, as a page shows it. */
export type EditorState =
  | { readonly status: 'idle' }
  | { readonly status: 'opening' }
  /** Everything is on disk. */
  | { readonly status: 'synced' }
  /** Something is not on disk yet; `problem` says why the agent could not write it. */
  | { readonly status: 'unsaved'; readonly problem: string | null }
  /** The agent is not reached; `hasUnsent` says that it lacks something. */
  | { readonly status: 'offline'; readonly hasUnsent: boolean }
  | { readonly status: 'readOnly'; readonly reason: string }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'closed' };

export type EditorChange =
  | { readonly kind: 'open' }
  | { readonly kind: 'opened'; readonly readOnly: string | null; readonly isOnDisk: boolean }
  | { readonly kind: 'text'; readonly hasUnsent: boolean; readonly isOnDisk: boolean }
  | { readonly kind: 'save-failed'; readonly problem: string }
  | { readonly kind: 'lost'; readonly hasUnsent: boolean }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'close' };

/** The next state. What can't happen in a state changes nothing. */
export function nextState(state: EditorState, change: EditorChange): EditorState {
  if (state.status === 'closed') return state;
  switch (change.kind) {
    case 'open':
      // Opening again after a gap is nothing that a person need see.
      return state.status === 'idle' || state.status === 'failed' ? { status: 'opening' } : state;
    case 'opened':
      if (change.readOnly !== null) return { status: 'readOnly', reason: change.readOnly };
      return change.isOnDisk ? { status: 'synced' } : { status: 'unsaved', problem: null };
    case 'text':
      return afterText(state, change);
    case 'save-failed':
      return state.status === 'synced' || state.status === 'unsaved'
        ? { status: 'unsaved', problem: change.problem }
        : state;
    case 'lost':
      if (state.status === 'readOnly' || state.status === 'failed') return state;
      return { status: 'offline', hasUnsent: change.hasUnsent };
    case 'failed':
      return { status: 'failed', reason: change.reason };
    case 'close':
      return { status: 'closed' };
    default:
      return assertNever(change);
  }
}

function afterText(
  state: EditorState,
  { hasUnsent, isOnDisk }: EditorChange & { readonly kind: 'text' },
): EditorState {
  switch (state.status) {
    case 'offline':
      return state.hasUnsent === hasUnsent ? state : { status: 'offline', hasUnsent };
    case 'synced':
    case 'unsaved':
      if (isOnDisk && !hasUnsent) return state.status === 'synced' ? state : { status: 'synced' };
      return state.status === 'unsaved' ? state : { status: 'unsaved', problem: null };
    default:
      return state;
  }
}
