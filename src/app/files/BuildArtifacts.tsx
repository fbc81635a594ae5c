import { Panel } from '../../components/Panel.tsx';
import { ArtifactList } from '../../features/builds/artifacts/ArtifactList.tsx';
import { useDownloads } from '../../features/builds/artifacts/useDownloads.ts';
import { buildLabel } from '../../features/builds/derived/shown.ts';
import type { Build } from '../../features/builds/model/model.ts';
import { BuildLink } from '../url/BuildLink.tsx';

export interface BuildArtifactsProps {
  build: Build;
  className: string | undefined;
}

/** What a build made, beside the files that it was made of. */
export default function BuildArtifacts({ build, className }: BuildArtifactsProps) {
  const downloads = useDownloads(build.key);
  return (
    <Panel
      title={
        <>
          Artifacts of <BuildLink build={build}>build {buildLabel(build)}</BuildLink>
        </>
      }
      flush
      shrink
      className={className}
    >
      <ArtifactList build={build} downloads={downloads} />
    </Panel>
  );
}
