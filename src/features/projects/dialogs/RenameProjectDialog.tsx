import { useQueryClient } from '@tanstack/react-query';
import { TextField } from '../../../components/controls/TextField.tsx';
import { useCommand } from '../../../hooks/index.ts';
import { ChangeError } from './ChangeError.tsx';
import { conflictOf } from './conflict.ts';
import { FormDialog } from './FormDialog.tsx';
import { keepProject } from '../queries.ts';
import { useNameField } from './useNameField.ts';
import type { SeenProject } from './useDialog.ts';
import { whenDone } from './whenDone.ts';
import { Versions } from '../Versions.tsx';

export interface RenameProjectDialogProps {
  open: boolean;
  onClose: () => void;
  projectId: string;
  /** What the page showed when the dialog was opened: a change since then is noticed. */
  seen: SeenProject;
  userName: string;
}

/** Asks for a new name; after a conflict it shows both. */
export function RenameProjectDialog(props: RenameProjectDialogProps) {
  const { open, onClose, projectId, seen, userName } = props;
  const queryClient = useQueryClient();
  const rename = useCommand('project.rename');
  const named = useNameField(seen.name);
  const conflict = conflictOf(rename.error);

  const send = (name: string, revision: number) =>
    whenDone(
      rename.mutateAsync({ ids: { projectId }, input: { name, revision, updatedBy: userName } }),
      (record) => {
        keepProject(queryClient, record);
        onClose();
      },
    );
  const submit = (form: HTMLFormElement) => {
    const name = named.take(form);
    if (name === null) return;
    if (name === seen.name) onClose();
    else send(name, seen.revision);
  };

  const yours = conflict?.yours.name ?? named.text;
  return (
    <FormDialog
      open={open}
      title="Rename project"
      action="Rename project"
      pending={rename.isPending}
      conflict={
        conflict && {
          keep: 'Keep theirs',
          insist: 'Use mine',
          onInsist: () => send(yours, conflict.theirs.revision),
          text: <Versions theirs={conflict.theirs} yours={yours} />,
        }
      }
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        {...named.field}
        onFocus={(event) => event.target.select()}
        hint={`Its id stays ${projectId}: links and publishers go on working.`}
      />
      <ChangeError error={rename.error} agentIsHere />
    </FormDialog>
  );
}
