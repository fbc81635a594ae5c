import { Check, CircleAlert, CloudOff, Lock, type LucideIcon, RefreshCw } from 'lucide-react';
import type { EditorWords } from './editorWords.ts';
import styles from './FileEditor.module.css';

const icons: Readonly<Record<EditorWords['tone'], LucideIcon>> = {
  idle: Lock,
  running: RefreshCw,
  passed: Check,
  warning: CloudOff,
  failed: CircleAlert,
};

/** Whether the open file is saved, in a word. */
export function EditorStatus({ words }: { words: EditorWords | null }) {
  const { tone, status } = words ?? { tone: 'running', status: 'Opening…' };
  const Icon = icons[tone];
  return (
    <span className={styles.status} role="status" aria-label="File status" data-tone={tone}>
      <Icon size={14} aria-hidden="true" />
      {status}
    </span>
  );
}
