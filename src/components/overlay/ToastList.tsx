import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import { useStore } from 'zustand';
import { waitingToasts } from '../toast.ts';
import styles from './ToastList.module.css';

const SUCCESS_MS = 4_000;
const FAILURE_MS = 10_000;
/** An Undo must be read, decided on, and reached. */
const ACTION_MS = 10_000;

export default function ToastList() {
  const waiting = useStore(waitingToasts);
  useEffect(() => {
    if (waiting.length === 0) return;
    for (const { kind, text, action } of waiting) {
      const button = action && { label: action.label, onClick: action.run };
      if (kind === 'success')
        toast.success(text, { duration: button ? ACTION_MS : SUCCESS_MS, action: button });
      else toast.error(text, { duration: FAILURE_MS, action: button });
    }
    waitingToasts.setState([], true);
  }, [waiting]);
  return (
    <Toaster
      containerAriaLabel="Toasts"
      position="bottom-right"
      closeButton
      icons={{
        success: <CircleCheck size={16} aria-hidden="true" />,
        error: <CircleX size={16} aria-hidden="true" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: styles.toast ?? '',
          title: styles.title ?? '',
          success: styles.success ?? '',
          error: styles.failure ?? '',
          closeButton: styles.close ?? '',
          actionButton: styles.action ?? '',
        },
      }}
    />
  );
}
