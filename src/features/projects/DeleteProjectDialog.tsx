import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useCommand } from '../../hooks/index.ts';
import { cleanProjectName, type ProjectRecord } from '../../lib/messaging/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { conflictOf } from './conflict.ts';
import { focusField, focusFirst, focusNow } from './focusFirst.ts';
import styles from './forms.module.css';
import { dropProject, projectsKey } from './queries.ts';
import { whenDone } from './whenDone.ts';

export interface DeleteProjectDialogProps {
  open: boolean;
  onClose: () => void;
  projectId: string;
  name: string;
  /** Of the record that this page shows. */
  revision: number;
  origin: ProjectRecord['origin'];
  userName: string;
  onDeleted: () => void;
}

/** Deletes a project once its name was typed. If it was renamed meanwhile, asks again. */
export function DeleteProjectDialog(props: DeleteProjectDialogProps) {
  const { open, onClose, projectId, origin, userName, onDeleted } = props;
  const queryClient = useQueryClient();
  const remove = useCommand('project.delete');
  const [seen] = useState({ name: props.name, revision: props.revision });
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const formId = useId();
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
  const close = () => {
    if (!remove.isPending) onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (remove.isPending) return;
    setProblem(matches ? undefined : `That is not its name: type ${seen.name}`);
    if (matches) send(seen.revision);
    else focusField(event.currentTarget);
  };

  if (conflict) {
    const { theirs } = conflict;
    return (
      <Dialog
        open={open}
        onClose={close}
        title="Somebody else has renamed it"
        footer={
          <>
            <Button
              key="keep"
              ref={focusNow}
              onClick={() => {
                void queryClient.invalidateQueries({ queryKey: projectsKey });
                close();
              }}
            >
              Keep it
            </Button>
            <Button
              variant="danger"
              pending={remove.isPending}
              onClick={() => send(theirs.revision)}
            >
              Delete anyway
            </Button>
          </>
        }
      >
        <p role="alert" className={styles.text}>
          What you wanted to delete as <span className={styles.name}>{seen.name}</span> is called{' '}
          <span className={styles.name}>{theirs.name}</span> now: {theirs.updatedBy} has renamed it.
          Somebody may need it.
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Delete project"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            variant="danger"
            pending={remove.isPending}
            aria-disabled={!matches}
          >
            Delete project
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <p className={styles.text}>{whatHappens(origin)}</p>
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
      </form>
    </Dialog>
  );
}

function whatHappens(origin: ProjectRecord['origin']): string {
  const files =
    origin === 'template'
      ? 'It goes for everyone. Its files are moved to projects/.deleted in Slate’s data directory, and can be had from there.'
      : 'It goes for everyone. Its files stay where they are, and it is back when Slate is started with their directory again.';
  return `${files} What it built stays in the history until that expires.`;
}
