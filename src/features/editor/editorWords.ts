import { assertNever } from '../../lib/assertNever.ts';
import type { EditorState } from '../../lib/editing/clientState.ts';

export interface EditorWords {
  readonly tone: 'idle' | 'running' | 'passed' | 'warning' | 'failed';
  /** In a word or two. */
  readonly status: string;
  /** What a person should know besides, in a sentence or two. */
  readonly more: string | null;
}

/**
 * How an open file stands, in words.
 * @param isKept whether this browser keeps what is typed
 */
export function editorWords(state: EditorState, isKept: boolean): EditorWords {
  switch (state.status) {
    case 'idle':
    case 'opening':
    case 'closed':
      return { tone: 'idle', status: 'Opening…', more: null };
    case 'synced':
      return { tone: 'passed', status: 'Saved', more: null };
    case 'unsaved': {
      if (state.problem === null) return { tone: 'running', status: 'Saving…', more: null };
      const more = `The agent can’t write this file: ${state.problem}. It has your text and tries again.`;
      return { tone: 'failed', status: 'Not saved', more };
    }
    case 'offline':
      return { tone: 'warning', status: 'Offline', more: offlineWords(state.hasUnsent, isKept) };
    case 'readOnly':
      return { tone: 'idle', status: 'Read-only', more: state.reason };
    case 'failed':
      return { tone: 'failed', status: 'Not open', more: state.reason };
    default:
      return assertNever(state);
  }
}

function offlineWords(hasUnsent: boolean, isKept: boolean): string {
  const start = 'No agent answers for this file.';
  if (!isKept) {
    return `${start} This browser keeps nothing for this page: your changes are in this tab alone, so leave it open.`;
  }
  if (hasUnsent)
    return `${start} Your changes are kept in this browser and merged when it is back.`;
  return `${start} You may go on: your changes are kept in this browser and merged when it is back.`;
}
