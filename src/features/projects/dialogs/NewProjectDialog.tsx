import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '../../../components/controls/TextField.tsx';
import { useCommand } from '../../../hooks/index.ts';
import { projectIdOf } from '../../../catalogs/slate/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { checkName } from './checkName.ts';
import { FormDialog } from './FormDialog.tsx';
import { keepProject } from '../queries.ts';
import { TemplateChoice } from './TemplateChoice.tsx';
import { useNameField } from './useNameField.ts';
import type { ProjectsAnswer } from '../useProjects.ts';
import { whenDone } from './whenDone.ts';

export interface NewProjectDialogProps {
  open: boolean;
  onClose: () => void;
  /** Where the templates come from. */
  answer: ProjectsAnswer;
  /** Ids in use, by projects of other publishers too. */
  takenIds: ReadonlySet<string>;
  /** The name that others read beside the project. */
  userName: string;
  onCreated: (projectId: string) => void;
}

export function NewProjectDialog(props: NewProjectDialogProps) {
  const { open, onClose, answer, takenIds, userName, onCreated } = props;
  const queryClient = useQueryClient();
  const create = useCommand('project.create');
  const named = useNameField('');
  const [chosen, setChosen] = useState<string | null>(null);
  const template = chosen ?? answer.templates[0]?.template ?? null;
  const checked = checkName(named.text);
  const submit = (form: HTMLFormElement) => {
    const name = named.take(form);
    if (name === null || template === null) return;
    const projectId = projectIdOf(name, takenIds);
    const input = { name, template, createdBy: userName };
    whenDone(create.mutateAsync({ ids: { projectId }, input }), (record) => {
      keepProject(queryClient, record);
      onClose();
      onCreated(projectId);
    });
  };
  return (
    <FormDialog
      open={open}
      title="New project"
      action="Create project"
      pending={create.isPending}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        {...named.field}
        hint={
          checked.ok
            ? `Its id will be ${projectIdOf(checked.name, takenIds)}.`
            : 'Its id is made from the name.'
        }
      />
      <TemplateChoice answer={answer} chosen={template} onChoose={setChosen} />
      <ChangeError error={create.error} agentIsHere={false} />
    </FormDialog>
  );
}
