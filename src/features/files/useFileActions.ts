import { useState } from 'react';
import { toast } from '../../components/toast.ts';
import { type FileEntry, fileConflict } from '../../catalogs/slate/index.ts';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import { nameOf } from './model.ts';

/** What a dialog asks for now. */
export type PathQuestion =
  | { readonly kind: 'file' | 'directory'; readonly initial: string }
  | { readonly kind: 'move'; readonly initial: string; readonly entry: FileEntry };

export interface FileActions {
  readonly question: PathQuestion | null;
  readonly isPending: boolean;
  /** Why the last answer to the question was refused. */
  readonly error: string | undefined;
  ask(question: PathQuestion): void;
  cancel(): void;
  /** Does what was asked for at this path. */
  answer(path: string): void;
  /** With a toast that takes it back. */
  remove(entry: FileEntry): void;
}

/**
 * Makes, moves and deletes files.
 * @param onDone the entry that is there now
 */
export function useFileActions(
  projectId: string,
  userName: string,
  onDone: (entry: FileEntry) => void,
): FileActions {
  const [question, setQuestion] = useState<PathQuestion | null>(null);
  const create = useCommand('file.create');
  const move = useCommand('file.move');
  const { mutate: remove } = useCommand('file.delete');
  const { mutate: restore } = useCommand('file.restore');
  const onError = (error: Error) => toast('failure', describeCommandError(error, true));
  const done = (entry: FileEntry) => {
    setQuestion(null);
    onDone(entry);
  };
  const failed = create.error ?? move.error;
  return {
    question,
    isPending: create.isPending || move.isPending,
    error: failed ? describeCommandError(failed, true) : undefined,
    ask(next) {
      create.reset();
      move.reset();
      setQuestion(next);
    },
    cancel: () => setQuestion(null),
    answer(path) {
      if (question === null) return;
      if (question.kind !== 'move') {
        const input = { path, kind: question.kind, createdBy: userName };
        create.mutate({ ids: { projectId }, input }, { onSuccess: done });
        return;
      }
      const { entry } = question;
      const { fileId, revision } = entry;
      const input = { projectId, path, revision, movedBy: userName };
      move.mutate(
        { ids: { fileId }, input },
        {
          onSuccess: done,
          onError(error) {
            // The next answer is about the file as it is now.
            const theirs = presentOf(error);
            if (theirs) setQuestion({ ...question, entry: theirs });
          },
        },
      );
    },
    remove({ fileId, revision, path }) {
      const input = { projectId, revision, deletedBy: userName };
      const undo = () =>
        restore(
          { ids: { fileId }, input: { projectId, restoredBy: userName } },
          { onSuccess: onDone, onError },
        );
      remove(
        { ids: { fileId }, input },
        {
          onError,
          onSuccess: ({ restorable }) =>
            toast(
              'success',
              `Deleted “${nameOf(path)}”`,
              restorable ? { label: 'Undo', run: undo } : undefined,
            ),
        },
      );
    },
  };
}

/** The file as it is now, if that is why a command was refused. */
function presentOf(error: Error): FileEntry | null {
  if (!isMessagingError(error, 'rejected') || error.reason !== 'changed') return null;
  return fileConflict.safeParse(error.details).data?.theirs ?? null;
}
