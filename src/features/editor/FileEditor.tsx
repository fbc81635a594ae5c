import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { toast } from '../../components/toast.ts';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { useCursorPublisher, useLatest, useMessaging } from '../../hooks/index.ts';
import type { EditingView } from '../../lib/editing/clientTypes.ts';
import { createEditor, type Editor } from './codemirror/createEditor.ts';
import { Drafts } from './Drafts.tsx';
import { EditorStatus } from './EditorStatus.tsx';
import styles from './FileEditor.module.css';
import { OthersInFile } from './OthersInFile.tsx';
import type { FileEditorProps } from './fileEditorProps.ts';
import { baseQuery } from './queries.ts';
import { useEditing } from './useEditing.ts';
import { editorWords } from './editorWords.ts';

const TOO_LARGE = 'Not inserted: files of more than 1 MB can’t be edited here.';

/** A file that is edited together. */
export function FileEditor(props: FileEditorProps) {
  const { projectId, fileId, path, revision, title, actions, line, self, onLine } = props;
  const client = useMessaging();
  const editing = useEditing(projectId, fileId, path, self.name);
  const view = editing?.view ?? null;
  const canEdit = view !== null && isEditable(view);
  const publish = useCursorPublisher(canEdit ? fileId : null, self);
  const base = useQuery(baseQuery(client, projectId, fileId, revision));
  const parent = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const latest = useLatest({ publish, onLine });

  useLayoutEffect(() => {
    if (!parent.current) return;
    const created = createEditor({
      parent: parent.current,
      onCaret(caret) {
        latest.current.publish(caret);
        if (caret?.line !== undefined) latest.current.onLine(caret.line);
      },
      onTooLarge: () => toast('failure', TOO_LARGE),
    });
    setEditor(created);
    return () => created.destroy();
  }, [latest]);

  const text = view?.document?.text ?? null;
  const plainText = view?.plainText ?? null;
  const isShown = text !== null || plainText !== null;
  useLayoutEffect(() => editor?.setPath(path), [editor, path]);
  useLayoutEffect(() => {
    if (text) editor?.bind(text);
    else if (plainText !== null) editor?.show(plainText);
  }, [editor, text, plainText]);
  useLayoutEffect(() => editor?.setReadOnly(!canEdit), [editor, canEdit]);
  useEffect(() => editor?.setBase(base.data ?? null), [editor, base.data]);
  useEffect(() => {
    if (isShown) editor?.goToLine(line);
  }, [editor, isShown, line]);

  const words = view && editorWords(view.state, view.isKept);
  return (
    <Panel
      title={title}
      flush
      fill
      className={styles.panel}
      actions={
        <>
          <OthersInFile fileId={fileId} editor={editor} />
          <EditorStatus words={words} />
          {actions}
        </>
      }
    >
      <div className={styles.notices}>
        {words?.more != null && (
          <Banner
            tone={words.tone === 'failed' ? 'error' : words.tone === 'warning' ? 'warning' : 'info'}
          >
            {words.more}
          </Banner>
        )}
        {editing && editor && (
          <Drafts
            drafts={editing.view.drafts}
            canEdit={canEdit}
            onUse={(draft) => {
              editor.replaceText(draft.text);
              editing.client.dismissDraft(draft);
            }}
            onDismiss={(draft) => editing.client.dismissDraft(draft)}
          />
        )}
      </div>
      {!isShown && view?.state.status !== 'failed' && view?.state.status !== 'readOnly' && (
        <Loading />
      )}
      <div ref={parent} className={styles.text} hidden={!isShown} />
    </Panel>
  );
}

function isEditable({ state, document }: EditingView): boolean {
  const { status } = state;
  return document !== null && (status === 'synced' || status === 'unsaved' || status === 'offline');
}

const WIDTHS = [38, 52, 44, 61, 30, 47, 55, 35];

function Loading() {
  return (
    <div className={styles.loading}>
      {WIDTHS.map((width) => (
        <Skeleton key={width} width={`${width}%`} height={10} />
      ))}
    </div>
  );
}
