import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useCommand } from '../../hooks/index.ts';
import { projectIdOf } from '../../lib/messaging/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { checkName } from './checkName.ts';
import { focusField, focusFirst } from './focusFirst.ts';
import styles from './forms.module.css';
import { keepProject } from './queries.ts';
import { TemplateChoice } from './TemplateChoice.tsx';
import type { ProjectsAnswer } from './useProjects.ts';
import { whenDone } from './whenDone.ts';

export interface NewProjectDialogProps {
  open: boolean;
  onClose: () => void;
  /** What agents say; templates come from it. */
  answer: ProjectsAnswer;
  /** Ids that are in use, by projects of other publishers too. */
  takenIds: ReadonlySet<string>;
  /** The name that others read beside the project. */
  userName: string;
  onCreated: (projectId: string) => void;
}

/** Asks for a name and a template, and makes the project. */
export function NewProjectDialog(props: NewProjectDialogProps) {
  const { open, onClose, answer, takenIds, userName, onCreated } = props;
  const queryClient = useQueryClient();
  const create = useCommand('project.create');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const [chosen, setChosen] = useState<string | null>(null);
  const formId = useId();
  const templates = answer.kind === 'known' ? answer.templates : [];
  const template = chosen ?? templates[0]?.template ?? null;
  const checked = checkName(text);
  const close = () => {
    if (!create.isPending) onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    setProblem(checked.ok ? undefined : checked.problem);
    if (!checked.ok) return focusField(event.currentTarget);
    if (template === null) return;
    const projectId = projectIdOf(checked.name, takenIds);
    const input = { name: checked.name, template, createdBy: userName };
    whenDone(create.mutateAsync({ ids: { projectId }, input }), (record) => {
      keepProject(queryClient, record);
      onClose();
      onCreated(projectId);
    });
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title="New project"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Create project
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
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
          error={problem}
          hint={
            checked.ok
              ? `Its id will be ${projectIdOf(checked.name, takenIds)}.`
              : 'Its id is made from the name.'
          }
        />
        <TemplateChoice answer={answer} chosen={template} onChoose={setChosen} />
        <ChangeError error={create.error} agentIsHere={false} />
      </form>
    </Dialog>
  );
}
