import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { focusNow } from './focusFirst.ts';
import styles from './forms.module.css';
import { projectsKey } from '../queries.ts';

export interface Conflict {
  /** The present version and the reader's. */
  text: ReactNode;
  /** The button that keeps the present version. */
  keep: string;
  /** The button that applies the reader's version. */
  insist: string;
  onInsist: () => void;
}

export interface FormDialogProps {
  open: boolean;
  title: string;
  action: string;
  variant?: 'primary' | 'danger';
  /** Waits for an answer: it can't be closed or sent again. */
  pending: boolean;
  /** Sending shows what is missing. */
  incomplete?: boolean;
  /** Replaces the form in the same dialog, which keeps the focus. */
  conflict?: Conflict | null;
  onClose: () => void;
  onSubmit: (form: HTMLFormElement) => void;
  children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  const { open, action, variant = 'primary', pending, incomplete = false, conflict } = props;
  const queryClient = useQueryClient();
  const formId = useId();
  const close = () => {
    if (!pending) props.onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!pending) props.onSubmit(event.currentTarget);
  };
  const keep = () => {
    void queryClient.invalidateQueries({ queryKey: projectsKey });
    close();
  };
  if (conflict) {
    return (
      <Dialog
        open={open}
        onClose={close}
        title="Someone else has renamed it"
        footer={
          <>
            <Button key="keep" ref={focusNow} onClick={keep}>
              {conflict.keep}
            </Button>
            <Button variant={variant} pending={pending} onClick={conflict.onInsist}>
              {conflict.insist}
            </Button>
          </>
        }
      >
        {conflict.text}
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={props.title}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            variant={variant}
            pending={pending}
            aria-disabled={incomplete}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        {props.children}
      </form>
    </Dialog>
  );
}
