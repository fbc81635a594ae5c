import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { pathProblem } from './model.ts';

export interface PathDialogProps {
  title: string;
  action: string;
  initial: string;
  pending: boolean;
  /** Why the agent refused the last answer. */
  refusal: string | undefined;
  onClose: () => void;
  onSubmit: (path: string) => void;
}

/** Asks for a path in the project. */
export function PathDialog(props: PathDialogProps) {
  const { title, action, initial, pending, refusal, onClose, onSubmit } = props;
  const formId = useId();
  const [path, setPath] = useState(initial);
  const [problem, setProblem] = useState<string | undefined>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const wrong = pathProblem(path);
    setProblem(wrong ?? undefined);
    if (wrong === null) onSubmit(path.trim());
  };
  return (
    <Dialog
      open
      onClose={() => {
        if (!pending) onClose();
      }}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          label="Path"
          value={path}
          autoComplete="off"
          spellCheck={false}
          ref={focusName}
          error={problem ?? refusal}
          hint="Relative to the project, with “/” between names."
          onChange={(event) => {
            setPath(event.target.value);
            setProblem(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}

/** Focuses the field and selects the name without its directory and its ending. */
function focusName(field: HTMLInputElement | null): void {
  if (!field) return;
  field.setAttribute('autofocus', '');
  const start = field.value.lastIndexOf('/') + 1;
  const dot = field.value.lastIndexOf('.');
  field.setSelectionRange(start, dot > start ? dot : field.value.length);
}
