import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { FolderTree } from 'lucide-react';
import { lazy, useEffect, useMemo, useRef, useState } from 'react';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { Panel } from '../../components/Panel.tsx';
import { isHosted } from '../../features/agents/model.ts';
import { preloadFileEditor } from '../../features/editor/LazyFileEditor.tsx';
import { followExpanded, revealing, useExpanded } from '../../features/files/expanded.ts';
import { FilesPanel } from '../../features/files/FilesPanel.tsx';
import {
  type FileEvent,
  findById,
  movedTo,
  nameOf,
  withAuthors,
} from '../../features/files/model.ts';
import { type Readers, readersOf } from '../../features/files/readers.ts';
import { useDirectories } from '../../features/files/useDirectories.ts';
import { showControls } from '../../lib/terminal/controlChars.ts';
import { artifactsBuild } from '../files/artifactsBuild.ts';
import { FilePane } from '../files/FilePane.tsx';
import { useOpenFile } from '../files/useOpenFile.ts';
import { PanelLoading } from '../panes/PanelLoading.tsx';
import { useProjectPage, useShowing } from '../project/ProjectContext.ts';
import { ProjectNotice } from '../project/ProjectNotice.tsx';
import { ProjectPage } from '../project/ProjectPage.tsx';
import { useSelf } from '../SelfContext.ts';
import { lineHash, lineOfHash } from '../url/fileLine.ts';
import styles from './FilesRoute.module.css';

/** The files are there first. */
const BuildArtifacts = lazy(() => import('../files/BuildArtifacts.tsx'));

const TO = '/projects/$projectId/files/$';

/** The files of a project; the open one is in the address. */
export function FilesRoute() {
  const self = useSelf();
  const navigate = useNavigate();
  const shared = useProjectPage();
  const { projectId, project, people, builds, agents } = shared;
  const { _splat: path = '' } = useParams({ strict: false });
  const line = useLocation({ select: ({ hash }) => lineOfHash(hash) });
  const [expanded, setExpanded] = useExpanded(projectId, path);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [changedBy, setChangedBy] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => {
    setExpanded((before) => revealing(before, path));
    setChosenId(null);
  }, [path, setExpanded]);
  useEffect(preloadFileEditor, []);
  const open = (to: string, replace = false) =>
    void navigate({
      to: TO,
      params: { projectId, _splat: to },
      replace,
      ...(replace ? { hash: true } : {}),
    });
  const onEvents = (events: readonly FileEvent[]) => {
    setExpanded((before) => followExpanded(before, events));
    setChangedBy((before) => withAuthors(before, events));
    const moved = movedTo(path, events);
    if (moved !== null) open(moved, true);
  };
  const hasAgent = project.isHosted !== false && isHosted(agents, projectId) !== false;
  const directories = useDirectories(projectId, expanded, hasAgent, onEvents);
  const { known } = directories;
  const file = useOpenFile(projectId, path, known);
  const chosen = useMemo(() => findById(known, chosenId), [known, chosenId]);
  useShowing(shared, 'Files', {
    page: 'files',
    ...(file.fileId === null ? {} : { fileId: file.fileId, path, line: line ?? undefined }),
  });
  const lastReaders = useRef<Readers>(new Map());
  const readers = useMemo(
    () => (lastReaders.current = readersOf(people, self.userId, lastReaders.current)),
    [people, self.userId],
  );
  const built = artifactsBuild(builds.state, projectId);
  const title = path === '' ? 'Files' : nameOf(path);
  return (
    <ProjectPage shared={shared} title={`${title} · ${project.name}`} crumb="Files" withPeople fill>
      <ProjectNotice projectId={projectId} project={project} hasActivity={known.size > 0 || null} />
      <div className={styles.files}>
        <div className={styles.side}>
          <FilesPanel
            projectId={projectId}
            userName={self.name}
            directories={directories}
            hasAgent={hasAgent}
            expanded={expanded}
            onExpand={setExpanded}
            selected={chosen ?? file.present}
            onSelect={({ kind, fileId, path: to }) => {
              if (kind === 'directory') setChosenId(fileId);
              else open(to);
            }}
            readers={readers}
            renderLink={({ path: to, line }, text) => (
              <Link to={TO} params={{ projectId, _splat: to }} hash={lineHash(line)}>
                {text}
              </Link>
            )}
          />
          {built && (
            <Lazily what="The artifacts" fallback={null}>
              <BuildArtifacts key={built.key} build={built} className={styles.artifacts} />
            </Lazily>
          )}
        </div>
        {file.fileId !== null ? (
          <FilePane
            key={file.fileId}
            projectId={projectId}
            fileId={file.fileId}
            path={path}
            entry={file.entry}
            changedBy={changedBy.get(file.fileId) ?? null}
            line={line}
          />
        ) : (
          <Panel title={path === '' ? 'Open file' : showControls(title)}>
            <NoFile
              path={path}
              isMissing={file.isMissing}
              isUnanswered={directories.error !== null}
            />
          </Panel>
        )}
      </div>
    </ProjectPage>
  );
}

interface NoFileProps {
  /** "" for none. */
  path: string;
  isMissing: boolean;
  /** No agent says which files there are. */
  isUnanswered: boolean;
}

function NoFile({ path, isMissing, isUnanswered }: NoFileProps) {
  const isOpening = path !== '' && !isMissing;
  if (isOpening && !isUnanswered) return <PanelLoading label="Loading the file" />;
  const [title, text] = isOpening
    ? [
        'This file can’t be opened now',
        'It opens by itself as soon as an agent answers for this project.',
      ]
    : isMissing
      ? [
          'There is no such file',
          `“${showControls(path.slice(0, 200))}” was deleted, moved, or is not shown: what git ignores and keys never are.`,
        ]
      : ['No file is open', 'Choose one on the left, or press Ctrl P to find it by name.'];
  return (
    <EmptyState icon={<FolderTree size={20} />} title={title}>
      {text}
    </EmptyState>
  );
}
