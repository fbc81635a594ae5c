import { lazy } from 'react';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import type { FileEditorProps } from './fileEditorProps.ts';

const load = () => import('./FileEditor.tsx');
const FileEditor = lazy(async () => ({ default: (await load()).FileEditor }));

/** Fetches the editor before a file is opened. */
export function preloadFileEditor(): void {
  // A failure is shown where it is needed.
  load().catch(() => {});
}

export function LazyFileEditor(props: FileEditorProps) {
  return (
    <Lazily
      what="The editor"
      fallback={
        <Panel title={props.title} fill>
          <Skeleton width="60%" />
        </Panel>
      }
    >
      <FileEditor {...props} />
    </Lazily>
  );
}
