import { Check, Download, File, FileArchive, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { CommandError } from '../../../components/feedback/CommandError.tsx';
import { formatBytes, plural } from '../../../components/time/format.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { ProgressBar } from '../../../components/feedback/ProgressBar.tsx';
import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import styles from './ArtifactList.module.css';
import type { Build } from '../model/model.ts';
import { buildLabel } from '../derived/shown.ts';
import { ARCHIVE, type Downloads, type DownloadState } from './useDownloads.ts';

/** The files that a build made, to be saved one by one or all as one zip. */
export function ArtifactList({ build, downloads }: { build: Build; downloads: Downloads }) {
  const { artifacts, artifactsOmitted, endedAt } = build;
  if (artifacts === null || artifacts.length === 0) {
    return <p className={styles.empty}>{emptyText(build)}</p>;
  }
  return (
    <div className={styles.artifacts}>
      {artifacts.length > 1 && (
        <Archive build={build} artifacts={artifacts} downloads={downloads} />
      )}
      <ul role="list" aria-label="Artifacts">
        {artifacts.map((artifact) => (
          <ArtifactRow
            key={artifact.path}
            artifact={artifact}
            state={downloads.states[artifact.path]}
            onStart={() => downloads.start(artifact)}
            onCancel={() => downloads.cancel(artifact.path)}
          />
        ))}
      </ul>
      {artifactsOmitted > 0 && endedAt !== null && (
        <p className={styles.empty}>
          {plural(artifactsOmitted, 'more file')} not listed (over the limit).
        </p>
      )}
    </div>
  );
}

function emptyText({ artifacts, status }: Build): ReactNode {
  if (status === 'queued' || status === 'running') {
    return 'What the build makes is listed here when it ends.';
  }
  if (status === 'cancelled') return 'A cancelled build leaves no artifacts.';
  if (artifacts !== null) return 'No file matches the artifacts in the project’s slate.json.';
  return (
    <>
      No artifacts configured. To list what a build makes, name the files in the project’s
      slate.json: <code>{'"artifacts": ["dist/**"]'}</code>.
    </>
  );
}

interface ArchiveProps {
  build: Build;
  artifacts: readonly BuildArtifact[];
  downloads: Downloads;
}

function Archive({ build, artifacts, downloads }: ArchiveProps) {
  const size = artifacts.reduce((sum, artifact) => sum + artifact.size, 0);
  const state = downloads.states[ARCHIVE];
  const name = `${build.projectId}-${buildLabel(build).replace('#', '')}.zip`;
  return (
    <div className={styles.archive}>
      <span>
        {plural(artifacts.length, 'file')}, {formatBytes(size)}
      </span>
      <SavingState state={state} size={size} what="all files" />
      {state?.kind === 'loading' ? (
        <Button size="sm" icon={<X size={14} />} onClick={() => downloads.cancel(ARCHIVE)}>
          Cancel
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<FileArchive size={14} />}
          onClick={() => downloads.startAll(artifacts, name)}
        >
          Download all as zip
        </Button>
      )}
    </div>
  );
}

interface SavingStateProps {
  state: DownloadState | undefined;
  size: number;
  what: string;
}

function SavingState({ state, size, what }: SavingStateProps) {
  return (
    <span className={styles.state}>
      {state?.kind === 'loading' && (
        <ProgressBar
          label={`Download of ${what}`}
          value={size === 0 ? 0 : (state.receivedBytes / size) * 100}
        />
      )}
      {state?.kind === 'saved' && (
        <span role="status" className={styles.saved}>
          <Check size={14} aria-hidden="true" />
          {state.verified ? 'Saved, hash checked' : 'Saved'}
        </span>
      )}
      {state?.kind === 'failed' && <CommandError>{state.message}</CommandError>}
    </span>
  );
}

interface ArtifactRowProps {
  artifact: BuildArtifact;
  state: DownloadState | undefined;
  onStart: () => void;
  onCancel: () => void;
}

function ArtifactRow({ artifact, state, onStart, onCancel }: ArtifactRowProps) {
  const { path, size, sha256 } = artifact;
  const cut = path.lastIndexOf('/') + 1;
  return (
    <li className={styles.row}>
      <File size={14} aria-hidden="true" className={styles.icon} />
      <span
        className={styles.path}
        title={sha256 === undefined ? path : `${path}\nSHA-256 ${sha256}`}
      >
        <span className={styles.dir}>{path.slice(0, cut)}</span>
        {path.slice(cut)}
      </span>
      <SavingState state={state} size={size} what={path} />
      <span className={styles.size}>{formatBytes(size)}</span>
      {state?.kind === 'loading' ? (
        <IconButton label={`Cancel download of ${path}`} onClick={onCancel} icon={X} />
      ) : (
        <IconButton label={`Download ${path}`} onClick={onStart} icon={Download} />
      )}
    </li>
  );
}
