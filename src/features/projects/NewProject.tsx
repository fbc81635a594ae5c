import { Plus } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { NewProjectDialog, type NewProjectDialogProps } from './NewProjectDialog.tsx';
import { useDialog } from './useDialog.ts';

export type NewProjectProps = Omit<NewProjectDialogProps, 'open' | 'onClose'>;

/** The button that makes a project, and its dialog. */
export function NewProject(props: NewProjectProps) {
  const dialog = useDialog();
  return (
    <>
      <Button variant="primary" icon={<Plus size={14} />} onClick={dialog.show}>
        New project
      </Button>
      <NewProjectDialog key={dialog.times} open={dialog.open} onClose={dialog.hide} {...props} />
    </>
  );
}
