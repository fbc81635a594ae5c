import { EditorState, type Extension, type Text, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { utf8Length } from '../../../lib/editing/fileText.ts';
import { MAX_TEXT_BYTES } from '../../../lib/editing/limits.ts';

/**
 * Refuses what would make the text larger than a file may be, before it is inserted: the agent
 * would refuse it, and everything typed after it.
 * @param onRefused shows why nothing happened
 */
export function textLimit(onRefused: () => void): Extension {
  const refuse = () => {
    // Not now: filters run while a change is being made.
    queueMicrotask(onRefused);
    return [];
  };
  return [
    EditorState.transactionFilter.of((transaction) => {
      // What others did, and what is on disk, has been accepted.
      if (!transaction.docChanged || transaction.annotation(Transaction.remote)) return transaction;
      const { newDoc, startState } = transaction;
      const isGrowing = newDoc.length > startState.doc.length;
      return isGrowing && isTooLarge(newDoc) ? refuse() : transaction;
    }),
    EditorView.domEventHandlers({
      // Splitting 50 MB into lines blocks the page for seconds.
      paste: ({ clipboardData }) => refuseData(clipboardData),
      drop: ({ dataTransfer }) => refuseData(dataTransfer),
    }),
  ];

  function refuseData(data: DataTransfer | null): boolean {
    if (!data || data.getData('text/plain').length <= MAX_TEXT_BYTES) return false;
    refuse();
    return true;
  }
}

function isTooLarge(doc: Text): boolean {
  if (doc.length > MAX_TEXT_BYTES) return true;
  // A UTF-16 unit takes three bytes at most.
  if (doc.length * 3 <= MAX_TEXT_BYTES) return false;
  return utf8Length(doc.toString()) > MAX_TEXT_BYTES;
}
