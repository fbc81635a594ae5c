import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '../../../components/controls/TextField.tsx';
import { useCommand } from '../../../hooks/index.ts';
import { cleanProjectName, type ProjectRecord } from '../../../catalogs/slate/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { conflictOf } from './conflict.ts';
import { focusField, focusFirst } from './focusFirst.ts';
import { FormDialog } from './FormDialog.tsx';
import styles from './forms.module.css';
import { dropProject } from '../queries.ts';
import type { SeenProject } from './useDialog.ts';
import { whenDone } from './whenDone.ts';

export interface DeleteProjectDialogProps {
  open: boolean;
  onClose: () => void;
  projectId: string;
  /** What the page showed when the dialog was opened: a change since then is noticed. */
  seen: SeenProject;
  origin: ProjectRecord['origin'];
  /** An agent that is connected has its files. */
  isHosted: boolean;
  userName: string;
  onDeleted: () => void;
}

/** Deletes a project once its name was typed; asks again if it was renamed meanwhile. */
export function DeleteProjectDialog(props: DeleteProjectDialogProps) {
  const { open, onClose, projectId, seen, origin, isHosted, userName, onDeleted } = props;
  const queryClient = useQueryClient();
  const remove = useCommand('project.delete');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const conflict = conflictOf(remove.error);
  const matches = cleanProjectName(text) === seen.name;

  const send = (revision: number) =>
    whenDone(
      remove.mutateAsync({ ids: { projectId }, input: { revision, deletedBy: userName } }),
      () => {
        dropProject(queryClient, projectId);
        onClose();
        onDeleted();
      },
    );
  const submit = (form: HTMLFormElement) => {
    setProblem(matches ? undefined : `That is not its name: type ${seen.name}`);
    if (matches) send(seen.revision);
    else focusField(form);
  };

  return (
    <FormDialog
      open={open}
      title="Delete project"
      action="Delete project"
      variant="danger"
      pending={remove.isPending}
      incomplete={!matches}
      conflict={
        conflict && {
          keep: 'Keep it',
          insist: 'Delete anyway',
          onInsist: () => send(conflict.theirs.revision),
          text: (
            <p role="alert" className={styles.text}>
              What you wanted to delete as <span className={styles.name}>{seen.name}</span> is
              called <span className={styles.name}>{conflict.theirs.name}</span> now:{' '}
              {conflict.theirs.updatedBy} has renamed it. Someone may need it.
            </p>
          ),
        }
      }
      onClose={onClose}
      onSubmit={submit}
    >
      <p className={styles.text}>{whatHappens(origin, isHosted)}</p>
      <p className={styles.text}>
        To go on, type its name: <span className={styles.name}>{seen.name}</span>
      </p>
      <TextField
        label="Name of the project"
        ref={focusFirst}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(undefined);
        }}
        error={problem}
      />
      <ChangeError error={remove.error} agentIsHere />
    </FormDialog>
  );
}

function whatHappens(origin: ProjectRecord['origin'], isHosted: boolean): string {
  const files = !isHosted
    ? 'Deletes its record for everyone. No agent hosts this project now, so its files stay where they are.'
    : origin === 'template'
      ? 'Deletes it for everyone. Its files move to projects/.deleted in Slate’s data directory, and can be had from there.'
      : 'Deletes it for everyone. Its files stay where they are, and it is back when Slate is started with their directory again.';
  return `${files} What it built stays in the history until that expires.`;
}
