import { type ComponentType, useState } from 'react';
import { Tabs } from '../../components/Tabs.tsx';
import { ArtifactList } from './ArtifactList.tsx';
import { type BuildLinkProps, BuildList } from './BuildList.tsx';
import styles from './BuildDetails.module.css';
import { BuildSteps } from './BuildSteps.tsx';
import { BuildTrend } from './BuildTrend.tsx';
import { ComparePanel } from './ComparePanel.tsx';
import { lastGreenBefore } from './compare.ts';
import { type Build, type BuildsState, buildsOf } from './model.ts';
import { useDownloads } from './useDownloads.ts';

export interface BuildDetailsProps {
  build: Build;
  state: BuildsState;
  /** Shows what a step printed. @param startedAt by the publisher's clock, in milliseconds */
  onShowLog: (step: string, startedAt: number | undefined) => void;
  /** Shows a line of this build's log. @param seq its place in the stream */
  onShowLine: (seq: number) => void;
  /** Makes a build's name a link to its page: addresses are the app's business. */
  Link: ComponentType<BuildLinkProps>;
}

type View = 'steps' | 'compare' | 'artifacts' | 'builds';

/** Everything of a build but its log, one thing at a time. */
export function BuildDetails({ build, state, onShowLog, onShowLine, Link }: BuildDetailsProps) {
  const [view, setView] = useState<View>('steps');
  const downloads = useDownloads(build.key);
  const builds = buildsOf(state, build.projectId);
  const artifacts = build.artifacts?.length ?? 0;
  return (
    <Tabs<View>
      label="Build details"
      selected={view}
      onSelect={setView}
      tabs={[
        { id: 'steps', title: 'Steps' },
        { id: 'compare', title: 'Compare' },
        { id: 'artifacts', title: 'Artifacts', count: artifacts === 0 ? undefined : artifacts },
        { id: 'builds', title: 'All builds', count: builds.length },
      ]}
    >
      {view === 'steps' &&
        (build.steps.length > 0 ? (
          <BuildSteps build={build} builds={builds} onShowLog={onShowLog} />
        ) : (
          <p className={styles.note}>
            {build.status === 'queued'
              ? 'The steps are listed when the build begins.'
              : 'This build’s publisher tells of no steps.'}
          </p>
        ))}
      {view === 'compare' && (
        <ComparePanel
          build={build}
          green={lastGreenBefore(state, build)}
          onShowLine={onShowLine}
          Link={Link}
        />
      )}
      {view === 'artifacts' && <ArtifactList build={build} downloads={downloads} />}
      {view === 'builds' && (
        <>
          <BuildTrend builds={builds} />
          <BuildList builds={builds} current={build.key} max={100} Link={Link} />
        </>
      )}
    </Tabs>
  );
}
