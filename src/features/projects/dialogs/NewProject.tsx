import { Plus } from 'lucide-react';
import { lazy } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { OverlayBoundary } from '../../../components/overlay/OverlayBoundary.tsx';
import type { NewProjectDialogProps } from './NewProjectDialog.tsx';
import { useDialog } from './useDialog.ts';

const NewProjectDialog = lazy(async () => ({
  default: (await import('./NewProjectDialog.tsx')).NewProjectDialog,
}));

export type NewProjectProps = Omit<NewProjectDialogProps, 'open' | 'onClose'>;

export function NewProject(props: NewProjectProps) {
  const dialog = useDialog<void>();
  return (
    <>
      <Button variant="primary" icon={<Plus size={14} />} onClick={() => dialog.show()}>
        New project
      </Button>
      {dialog.times > 0 && (
        <OverlayBoundary>
          <NewProjectDialog
            key={dialog.times}
            open={dialog.open}
            onClose={dialog.hide}
            {...props}
          />
        </OverlayBoundary>
      )}
    </>
  );
}
