import { useRef, useState } from 'react';
import styles from './ActionError.module.css';
import { Banner } from './Banner.tsx';

export interface ActionErrorProps {
  /** The next one is shown again, even with the same words. */
  error: Error;
  children: string;
}

/** Why an action in a panel's head failed, in a row below it. */
export function ActionError({ error, children }: ActionErrorProps) {
  const row = useRef<HTMLDivElement>(null);
  const [dismissed, setDismissed] = useState<Error | null>(null);
  if (dismissed === error) return null;
  const dismiss = () => {
    // The focused button goes: the focus moves to the action to try again.
    const head = row.current?.parentElement;
    [...(head?.querySelectorAll<HTMLElement>(':scope > button') ?? [])].at(-1)?.focus();
    setDismissed(error);
  };
  return (
    <div ref={row} className={styles.row}>
      <Banner tone="error" onDismiss={dismiss}>
        {children}
      </Banner>
    </div>
  );
}
