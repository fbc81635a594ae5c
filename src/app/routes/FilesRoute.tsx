import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { FolderTree } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useKeptFile } from '../../features/editor/useKeptFile.ts';
import { preloadFileEditor } from '../../features/editor/LazyFileEditor.tsx';
import { followExpanded, revealing, useExpanded } from '../../features/files/expanded.ts';
import { FilesPanel } from '../../features/files/FilesPanel.tsx';
import {
  type FileEvent,
  movedTo,
  nameOf,
  parentOf,
  withAuthors,
} from '../../features/files/model.ts';
import { useDirectories } from '../../features/files/useDirectories.ts';
import { FilePane } from '../files/FilePane.tsx';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { useSelf } from '../SelfContext.ts';
import styles from './FilesRoute.module.css';

const noReaders = new Map<string, never>();
const TO = '/projects/$projectId/files/$';

/** Of an address such as …/files/src/main.ts#L12. */
function lineIn(hash: string): number | null {
  const [, digits] = /^L(\d{1,9})$/.exec(hash) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The files of a project; the open one is in the address. */
export function FilesRoute() {
  const self = useSelf();
  const navigate = useNavigate();
  const shared = useProjectPage();
  useShowing(shared, 'Files');
  const { projectId, project } = shared;
  const { _splat: path = '' } = useParams({ strict: false });
  const line = useLocation({ select: ({ hash }) => lineIn(hash) });
  const [expanded, setExpanded] = useExpanded(projectId, path);
  const [directory, setDirectory] = useState<FileEntry | null>(null);
  const [changedBy, setChangedBy] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => {
    setExpanded((before) => revealing(before, path));
    setDirectory(null);
  }, [path, setExpanded]);
  useEffect(preloadFileEditor, []);
  const open = (to: string, replace = false) =>
    void navigate({ to: TO, params: { projectId, _splat: to }, replace });
  const onEvents = (events: readonly FileEvent[]) => {
    setExpanded((before) => followExpanded(before, events));
    setChangedBy((before) => withAuthors(before, events));
    const moved = movedTo(path, events);
    if (moved !== null) open(moved, true);
  };
  const hasAgent = project.isHosted !== false;
  const directories = useDirectories(projectId, expanded, hasAgent, onEvents);
  const { known } = directories;
  const entry = useMemo(
    () => known.get(parentOf(path))?.entries.find((one) => one.path === path) ?? null,
    [known, path],
  );
  const isMissing = path !== '' && entry === null && known.has(parentOf(path));
  const [lastEntry, setLastEntry] = useState(entry);
  if (entry !== null && entry !== lastEntry) setLastEntry(entry);
  // Of a file that is deleted while it is open, the text is not taken away.
  const opened = entry ?? (isMissing && lastEntry?.path === path ? lastEntry : null);
  // Without an agent nothing is listed; what was open before can go on.
  const isUnknown = path !== '' && opened === null && !isMissing;
  const kept = useKeptFile(projectId, isUnknown ? path : null);
  const openedId = opened?.fileId ?? kept;
  const title = path === '' ? 'Files' : nameOf(path);
  return (
    <ProjectPage shared={shared} title={`${title} · ${project.name}`} crumb="Files" withPeople fill>
      <ProjectNotice projectId={projectId} project={project} hasActivity={known.size > 0 || null} />
      <div className={styles.files}>
        <FilesPanel
          projectId={projectId}
          userName={self.name}
          directories={directories}
          hasAgent={hasAgent}
          expanded={expanded}
          onExpand={setExpanded}
          selected={directory ?? entry}
          onSelect={(chosen) => {
            if (chosen.kind === 'directory') setDirectory(chosen);
            else open(chosen.path);
          }}
          readers={noReaders}
          renderLink={({ path: to, line }, text) => (
            <Link to={TO} params={{ projectId, _splat: to }} hash={`L${line}`}>
              {text}
            </Link>
          )}
        />
        {openedId !== null && (
          <FilePane
            key={openedId}
            projectId={projectId}
            fileId={openedId}
            path={path}
            entry={opened}
            changedBy={changedBy.get(openedId) ?? null}
            line={line}
          />
        )}
        {openedId === null && (
          <Panel title={title} flush>
            <EmptyState
              icon={<FolderTree size={20} />}
              title={isMissing ? 'There is no such file' : 'No file is open'}
            >
              {isMissing
                ? `“${path.slice(0, 200)}” was deleted, moved, or is not shown: what git ignores and keys never are.`
                : 'Choose one on the left, or press Ctrl P to find it by name.'}
            </EmptyState>
          </Panel>
        )}
      </div>
    </ProjectPage>
  );
}
