import type { LineRange } from '../../lib/log/lineRange.ts';
import type { ComponentType } from 'react';
import { Tabs } from '../../components/controls/Tabs.tsx';
import type { BuildAnnotation } from '../../catalogs/slate/index.ts';
import type { Older } from '../../hooks/index.ts';
import { AnnotationList } from './AnnotationList.tsx';
import { ArtifactList } from './artifacts/ArtifactList.tsx';
import { BuildBrowser } from './list/BuildBrowser.tsx';
import type { BuildLinkProps } from './list/BuildList.tsx';
import styles from './BuildDetails.module.css';
import { BuildSteps } from './BuildSteps.tsx';
import type { BuildView } from './buildView.ts';
import { ComparePanel } from './compare/ComparePanel.tsx';
import { lastGreenBefore } from './compare/compare.ts';
import type { BuildFilter } from './derived/filter.ts';
import { type Build, type BuildsState, buildsOf } from './model/model.ts';
import { useDownloads } from './artifacts/useDownloads.ts';

export interface BuildDetailsProps {
  build: Build;
  state: BuildsState;
  older: Older;
  onLoadOlder: () => void;
  view: BuildView;
  onView: (view: BuildView) => void;
  filter: BuildFilter;
  onFilter: (filter: BuildFilter) => void;
  /** @param startedAt by the publisher's clock */
  onShowLog: (step: string, startedAt: number | undefined) => void;
  onShowAnnotation: (annotation: BuildAnnotation) => void;
  /** @param seq its place in the stream */
  onShowLine: (place: LineRange) => void;
  /** Links a build to its page: routes belong to the app. */
  Link: ComponentType<BuildLinkProps>;
}

/** Tabs for everything of a build but its log. */
export function BuildDetails(props: BuildDetailsProps) {
  const { build, state, view, onView, filter, onFilter, onShowLog, onShowLine, Link } = props;
  const { onShowAnnotation } = props;
  const { older, onLoadOlder } = props;
  const downloads = useDownloads(build.key);
  const builds = buildsOf(state, build.projectId);
  const artifacts = build.artifacts?.length ?? 0;
  const annotations = build.annotations.length + build.annotationsOmitted;
  return (
    <Tabs<BuildView>
      label="Build details"
      selected={view}
      onSelect={onView}
      tabs={[
        { id: 'steps', title: 'Steps' },
        ...(annotations > 0 || view === 'annotations'
          ? [{ id: 'annotations' as const, title: 'Annotations', count: annotations }]
          : []),
        { id: 'compare', title: 'Compare' },
        { id: 'artifacts', title: 'Artifacts', count: artifacts === 0 ? undefined : artifacts },
        {
          id: 'builds',
          title: 'All builds',
          count: older === 'none' ? builds.length : `${builds.length}+`,
        },
      ]}
    >
      {view === 'steps' &&
        (build.steps.length > 0 ? (
          <BuildSteps build={build} builds={builds} onShowLog={onShowLog} />
        ) : (
          <p className={styles.note}>
            {build.status === 'queued'
              ? 'The steps are listed when the build begins.'
              : 'No step data.'}
          </p>
        ))}
      {view === 'annotations' && <AnnotationList build={build} onShow={onShowAnnotation} />}
      {view === 'compare' && (
        <ComparePanel
          build={build}
          green={lastGreenBefore(state, build)}
          older={older}
          onLoadOlder={onLoadOlder}
          onShowLine={onShowLine}
          Link={Link}
        />
      )}
      {view === 'artifacts' && <ArtifactList build={build} downloads={downloads} />}
      {view === 'builds' && (
        <BuildBrowser
          builds={builds}
          older={older}
          onLoadOlder={onLoadOlder}
          filter={filter}
          onFilter={onFilter}
          current={build.key}
          Link={Link}
        />
      )}
    </Tabs>
  );
}
