import { useRef, useState } from 'react';
import { type FileEntry, fileConflict } from '../../catalogs/slate/index.ts';
import { toast } from '../../components/toast.ts';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import { joinPath, nameOf, parentOf } from './model.ts';

/** What a dialog asks for now. */
export type PathQuestion =
  | { readonly kind: 'file' | 'directory'; readonly initial: string }
  | { readonly kind: 'move'; readonly initial: string; readonly entry: FileEntry };

export interface FileActions {
  readonly question: PathQuestion | null;
  readonly isPending: boolean;
  /** Why the last answer to the question was refused. */
  readonly refusal: string | undefined;
  /** The server has refused a change: this reader's role may make none. */
  readonly isDenied: boolean;
  ask(question: PathQuestion): void;
  cancel(): void;
  /** Does what was asked for at this path. */
  answer(path: string): void;
  /** What is in the way there is asked about. */
  moveInto(entry: FileEntry, directory: string): void;
  remove(entry: FileEntry): void;
}

/**
 * Makes, moves and deletes files; a move or a deletion can be undone by its toast.
 * @param onDone the entry that was made, moved by name or restored
 */
export function useFileActions(
  projectId: string,
  userName: string,
  onDone: (entry: FileEntry) => void,
): FileActions {
  const [question, setQuestion] = useState<PathQuestion | null>(null);
  const [refusal, setRefusal] = useState<string | undefined>();
  const [isDenied, setIsDenied] = useState(false);
  const deleting = useRef(new Set<string>());
  const create = useCommand('file.create');
  const move = useCommand('file.move');
  // The promises: callbacks of a mutation are dropped when the next one begins.
  const { mutateAsync: remove } = useCommand('file.delete');
  const { mutateAsync: restore } = useCommand('file.restore');

  const wordsOf = (error: unknown): string => {
    if (isMessagingError(error, 'denied')) setIsDenied(true);
    return describeCommandError(error, true);
  };
  const ask = (next: PathQuestion | null, why?: string) => {
    setRefusal(why);
    setQuestion(next);
  };
  const moveTo = async (entry: FileEntry, path: string) => {
    const { fileId, revision } = entry;
    const input = { projectId, path, revision, movedBy: userName };
    const moved = await move.mutateAsync({ ids: { fileId }, input });
    if (moved.path === entry.path) return moved;
    const { text, label } = describeMove(entry.path, moved.path);
    toast('success', text, { label, run: () => attemptMove(moved, entry.path) });
    return moved;
  };
  /** @param onMoved left out where the reader did not choose the entry */
  const attemptMove = (entry: FileEntry, path: string, onMoved?: (entry: FileEntry) => void) => {
    moveTo(entry, path).then(onMoved, (error: unknown) => {
      // The next answer is about the file as it is now.
      const theirs = presentOf(error);
      const isInTheWay = isMessagingError(error, 'rejected') && error.reason === 'conflict';
      const why = theirs ? describeChange(entry, theirs) : wordsOf(error);
      if (theirs || isInTheWay || onMoved) {
        ask({ kind: 'move', initial: path, entry: theirs ?? entry }, why);
      } else toast('failure', why);
    });
  };
  const done = (entry: FileEntry) => {
    ask(null);
    onDone(entry);
  };
  const undoRemove = (entry: FileEntry) => {
    const { fileId, path } = entry;
    restore({ ids: { fileId }, input: { projectId, restoredBy: userName } }).then(
      onDone,
      (error: unknown) =>
        toast('failure', `“${nameOf(path)}” is not back: ${wordsOf(error)}`, {
          label: 'Try again',
          run: () => undoRemove(entry),
        }),
    );
  };
  const attemptRemove = (entry: FileEntry) => {
    const { fileId, revision, path } = entry;
    if (deleting.current.has(fileId)) return;
    deleting.current.add(fileId);
    remove({ ids: { fileId }, input: { projectId, revision, deletedBy: userName } })
      .then(
        ({ restorable }) =>
          toast(
            'success',
            `Deleted “${nameOf(path)}”`,
            restorable ? { label: 'Undo', run: () => undoRemove(entry) } : undefined,
          ),
        (error: unknown) => {
          const theirs = presentOf(error);
          if (!theirs) return toast('failure', wordsOf(error));
          toast('failure', `Not deleted: ${describeChange(entry, theirs)}`, {
            label: 'Delete anyway',
            run: () => attemptRemove(theirs),
          });
        },
      )
      .finally(() => deleting.current.delete(fileId));
  };
  return {
    question,
    isPending: create.isPending || move.isPending,
    refusal,
    isDenied,
    ask: (next) => ask(next),
    cancel: () => ask(null),
    answer(path) {
      if (question === null) return;
      if (question.kind === 'move') return attemptMove(question.entry, path, done);
      const input = { path, kind: question.kind, createdBy: userName };
      create
        .mutateAsync({ ids: { projectId }, input })
        .then(done, (error: unknown) => setRefusal(wordsOf(error)));
    },
    moveInto: (entry, directory) => attemptMove(entry, joinPath(directory, nameOf(entry.path))),
    remove: attemptRemove,
  };
}

/** The file as it is now, if that is why a command was refused. */
function presentOf(error: unknown): FileEntry | null {
  if (!isMessagingError(error, 'rejected') || error.reason !== 'changed') return null;
  return fileConflict.safeParse(error.details).data?.theirs ?? null;
}

function describeMove(from: string, to: string): { text: string; label: string } {
  const name = nameOf(from);
  if (parentOf(from) === parentOf(to)) {
    return { text: `Renamed “${name}” to “${nameOf(to)}”`, label: 'Rename back' };
  }
  return { text: `Moved “${name}” to “${parentOf(to) || 'the project'}”`, label: 'Move back' };
}

function describeChange(mine: FileEntry, theirs: FileEntry): string {
  const name = nameOf(mine.path);
  if (mine.path !== theirs.path) return `“${name}” was moved to “${theirs.path}” meanwhile.`;
  return `“${name}” was changed meanwhile.`;
}
