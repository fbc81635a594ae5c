import { useNavigate } from '@tanstack/react-router';
import { FolderOpen, ServerOff } from 'lucide-react';
import { useMemo } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { latestBuild, noBuilds, withoutNamesakes } from '../../features/builds/model.ts';
import { useBuilds } from '../../features/builds/useBuilds.ts';
import { usePeople } from '../../features/presence/usePeople.ts';
import { useRollCall } from '../../features/presence/useRollCall.ts';
import { NewProject } from '../../features/projects/NewProject.tsx';
import { namesakeUntil } from '../../features/projects/model.ts';
import { useProjectFates } from '../../features/projects/useProjectFates.ts';
import { useOtherProjects, useProjects } from '../../features/projects/useProjects.ts';
import { sessionsOf } from '../../features/runtimes/lists.ts';
import { useSessions } from '../../features/runtimes/useSessions.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { Page } from '../Page.tsx';
import { listProjects, unlistedProjects } from '../listProjects.ts';
import { ProjectRow } from '../ProjectRow.tsx';
import { useSelf } from '../SelfContext.ts';
import styles from './ProjectsRoute.module.css';

const nothing = { builds: noBuilds, sessions: {} };

/** Every project: its last build, what runs and who is there. */
export function ProjectsRoute() {
  const answer = useProjects();
  const builds = useBuilds('*');
  const { sessions } = useSessions('*');
  const heard = { builds: builds.state, sessions };
  const { fates, isReady: areFatesReady } = useProjectFates();
  const people = usePeople('*');
  const navigate = useNavigate();
  const isReady = builds.isReady && areFatesReady;
  const own = useMemo(
    () => withoutNamesakes(builds.state, (projectId) => namesakeUntil(fates, projectId)),
    [builds.state, fates],
  );
  // Without the fates nobody can tell a project from one that was deleted.
  const sources = { answer, fates, ...(areFatesReady ? heard : nothing) };
  const others = useOtherProjects(answer.kind === 'known' ? unlistedProjects(sources) : []);
  const projects = listProjects(sources, others);
  const self = useSelf();
  const open = (projectId: string) =>
    void navigate({ to: '/projects/$projectId', params: { projectId } });
  useRollCall(projects.map(({ projectId }) => projectId));
  const loading = answer.kind === 'asking' || !isReady;
  return (
    <Page crumbs={[{ text: 'Projects' }]} title="Projects">
      <div className={styles.page}>
        <header className={styles.header}>
          <h2 className={styles.title}>
            All projects
            {projects.length > 0 && <span className={styles.count}>{projects.length}</span>}
          </h2>
          <NewProject
            answer={answer}
            takenIds={new Set(projects.map(({ projectId }) => projectId))}
            userName={self.name}
            onCreated={open}
          />
        </header>
        {answer.kind === 'no-agent' && (
          <Banner tone="warning">
            No agent is connected, so nothing can be built or run from here. Start one with{' '}
            <code>npm start</code>. Builds of other publishers are shown all the same.
          </Banner>
        )}
        {answer.kind === 'failed' && (
          <Banner tone="error">The projects could not be listed: {answer.message}</Banner>
        )}
        {projects.length > 0 ? (
          <ul className={styles.list} aria-label="Projects">
            {projects.map((project) => (
              <ProjectRow
                key={project.projectId}
                project={project}
                build={isReady ? latestBuild(own, project.projectId) : undefined}
                sessions={sessionsOf(
                  sessions,
                  project.projectId,
                  namesakeUntil(fates, project.projectId),
                )}
                people={entryOf(people, project.projectId) ?? {}}
                onOpen={() => open(project.projectId)}
              />
            ))}
          </ul>
        ) : loading ? (
          <div className={styles.loading} role="status" aria-label="Loading projects">
            <Skeleton height={56} />
            <Skeleton height={56} />
            <Skeleton height={56} />
          </div>
        ) : (
          <EmptyState
            icon={answer.kind === 'no-agent' ? <ServerOff size={20} /> : <FolderOpen size={20} />}
            title="No projects yet"
          >
            Make one with “New project”, host a directory with{' '}
            <code>npm start -- --project DIR</code>, or publish{' '}
            <code>slate.build.started.&lt;projectId&gt;</code> from your CI.
          </EmptyState>
        )}
      </div>
    </Page>
  );
}
