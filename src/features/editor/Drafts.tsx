import { useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { copyText } from '../../components/controls/copyText.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import type { Draft } from '../../lib/editing/clientTypes.ts';
import styles from './FileEditor.module.css';

export interface DraftsProps {
  drafts: readonly Draft[];
  canEdit: boolean;
  /** Puts its text into the file. */
  onUse: (draft: Draft) => void;
  onDismiss: (draft: Draft) => void;
}

/** What this person typed that is not in the file, one text at a time. */
export function Drafts({ drafts, canEdit, onUse, onDismiss }: DraftsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [draft] = drafts;
  if (!draft) return null;
  const leave = (then: (draft: Draft) => void) => {
    setIsOpen(false);
    then(draft);
  };
  return (
    <>
      <Banner
        tone="warning"
        action={
          <Button size="sm" onClick={() => setIsOpen(true)}>
            Show my text
          </Button>
        }
      >
        Some of your text is not in this file. {draft.reason}
      </Banner>
      <Dialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title="Your text"
        wide
        footer={
          <>
            <Button variant="ghost" onClick={() => leave(onDismiss)}>
              Discard
            </Button>
            <Button onClick={() => void copyText(draft.text)}>Copy</Button>
            <Button
              variant="primary"
              unavailable={canEdit ? null : 'This file can’t be edited now.'}
              onClick={() => canEdit && leave(onUse)}
            >
              Replace the file’s text
            </Button>
          </>
        }
      >
        <p>{draft.reason} This is the file as you had it:</p>
        <textarea
          className={styles.draft}
          aria-label="Your text"
          readOnly
          value={draft.text}
          rows={16}
        />
      </Dialog>
    </>
  );
}
