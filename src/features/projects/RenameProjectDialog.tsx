import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useCommand } from '../../hooks/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { checkName } from './checkName.ts';
import { conflictOf } from './conflict.ts';
import { focusField, focusFirst, focusNow } from './focusFirst.ts';
import styles from './forms.module.css';
import { keepProject, projectsKey } from './queries.ts';
import { whenDone } from './whenDone.ts';
import { Versions } from './Versions.tsx';

export interface RenameProjectDialogProps {
  open: boolean;
  onClose: () => void;
  projectId: string;
  name: string;
  /** Of the record that this page shows. */
  revision: number;
  userName: string;
}

/** Asks for a new name. If somebody else was quicker, shows both names and lets choose. */
export function RenameProjectDialog(props: RenameProjectDialogProps) {
  const { open, onClose, projectId, userName } = props;
  const queryClient = useQueryClient();
  const rename = useCommand('project.rename');
  // What was there when the dialog opened: a change by others since then must be noticed.
  const [seen] = useState({ name: props.name, revision: props.revision });
  const [text, setText] = useState(seen.name);
  const [problem, setProblem] = useState<string | undefined>();
  const formId = useId();
  const conflict = conflictOf(rename.error);

  const send = (name: string, revision: number) =>
    whenDone(
      rename.mutateAsync({ ids: { projectId }, input: { name, revision, updatedBy: userName } }),
      (record) => {
        keepProject(queryClient, record);
        onClose();
      },
    );
  const close = () => {
    if (!rename.isPending) onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (rename.isPending) return;
    const checked = checkName(text);
    setProblem(checked.ok ? undefined : checked.problem);
    if (!checked.ok) return focusField(event.currentTarget);
    if (checked.name === seen.name) onClose();
    else send(checked.name, seen.revision);
  };

  if (conflict) {
    const yours = conflict.yours.name ?? text;
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
              Keep theirs
            </Button>
            <Button
              variant="primary"
              pending={rename.isPending}
              onClick={() => send(yours, conflict.theirs.revision)}
            >
              Use mine
            </Button>
          </>
        }
      >
        <Versions theirs={conflict.theirs} yours={yours} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Rename project"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={rename.isPending}>
            Rename project
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          ref={focusFirst}
          autoComplete="off"
          value={text}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
          error={problem}
          hint={`Its id stays ${projectId}: links and publishers go on working.`}
        />
        <ChangeError error={rename.error} agentIsHere />
      </form>
    </Dialog>
  );
}
