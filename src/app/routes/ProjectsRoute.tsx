import { useNavigate } from '@tanstack/react-router';
import { FolderOpen, ServerOff } from 'lucide-react';
import { lazy, useMemo } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { isHosted } from '../../features/agents/model.ts';
import { useAgents } from '../../features/agents/useAgents.ts';
import {
  buildsOf,
  latestBuild,
  noBuilds,
  withoutNamesakes,
} from '../../features/builds/model/model.ts';
import { useLivenessOf } from '../../features/builds/model/useLiveness.ts';
import { knownBuilds } from '../../features/builds/model/lastBuilds.ts';
import { lastBuildsView } from '../../features/builds/model/views.ts';
import { peopleView, useRollCall, useView, useViewStatus } from '../../hooks/index.ts';
import { NewProject } from '../../features/projects/dialogs/NewProject.tsx';
import { namesakeUntil } from '../../features/projects/model.ts';
import { useOtherProjects, useProjects } from '../../features/projects/useProjects.ts';
import { useLifecycles } from '../../features/projects/useLifecycles.ts';
import { sessionsOf } from '../../features/runtimes/lists.ts';
import { useLiveness } from '../../features/runtimes/useLiveness.ts';
import { sessionsView } from '../../features/runtimes/views.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { isCurrent } from '../isCurrent.ts';
import { Page } from '../shell/Page.tsx';
import { filterProjects, projectStates, readProjectState } from '../overview/filterProjects.ts';
import { listProjects, unlistedProjects } from '../overview/listProjects.ts';
import { lastResult, overviewOf } from '../overview/overview.ts';
import { ProjectRow } from '../overview/ProjectRow.tsx';
import { useSelf } from '../SelfContext.ts';
import { useUrlValues } from '../url/useUrlValues.ts';
import { ViewProblem } from '../shell/ViewProblem.tsx';
import styles from './ProjectsRoute.module.css';

const nothing = { builds: noBuilds, sessions: {} };

// Not before there is something to list.
const AttentionList = lazy(async () => ({
  default: (await import('../overview/ActivityLists.tsx')).AttentionList,
}));
const ActivityList = lazy(async () => ({
  default: (await import('../overview/ActivityLists.tsx')).ActivityList,
}));

export function ProjectsRoute() {
  const answer = useProjects();
  const last = useView(lastBuildsView, '*');
  const builds = useMemo(() => knownBuilds(last), [last]);
  const sessions = useView(sessionsView, '*');
  const { lifecycles, isReady: areLifecyclesReady } = useLifecycles();
  const people = useView(peopleView, '*', ({ shown }) => shown);
  const navigate = useNavigate();
  const status = useViewStatus(lastBuildsView, '*');
  const isReady = status.isReady && areLifecyclesReady;
  const own = useMemo(
    () => withoutNamesakes(builds, (projectId) => namesakeUntil(lifecycles, projectId)),
    [builds, lifecycles],
  );
  // Only the lifecycles show that a project was deleted.
  const sources = { answer, lifecycles, ...(areLifecyclesReady ? { builds, sessions } : nothing) };
  const others = useOtherProjects(unlistedProjects(sources), answer.kind === 'known');
  const projects = listProjects(sources, others);
  const self = useSelf();
  const open = (projectId: string) =>
    void navigate({ to: '/projects/$projectId', params: { projectId } });
  const agents = useAgents();
  const [asked, setAsked] = useUrlValues(['q', 'state']);
  const state = readProjectState(asked.state);
  const ownSessions = (projectId: string) =>
    sessionsOf(sessions, projectId, namesakeUntil(lifecycles, projectId));
  const listed = filterProjects(projects, own, { text: asked.q, state });
  const buildLiveness = useLivenessOf(Object.values(own.builds));
  const { livenessOf } = useLiveness(Object.values(sessions));
  const overview = overviewOf({
    projects: listed,
    builds: isReady ? own : noBuilds,
    sessionsOf: isReady ? ownSessions : () => [],
    buildLiveness,
    sessionLiveness: livenessOf,
    isHosted: (projectId) => isHosted(agents, projectId),
  });
  useRollCall(projects.map(({ projectId }) => projectId));
  /** Without readable builds, nothing is known of a project without builds. */
  const none = isReady && isCurrent(status) ? null : undefined;
  const loading = answer.kind === 'asking' || none === undefined;
  return (
    <Page crumbs={[{ text: 'Projects' }]} title="Projects">
      <div className={styles.page}>
        <header className={styles.header}>
          <h2 className={styles.title}>
            Projects
            {projects.length > 0 && (
              <span className={styles.count}>
                {listed.length < projects.length && `${listed.length} of `}
                {projects.length}
              </span>
            )}
          </h2>
          {projects.length > 1 && (
            <div className={styles.filters} role="search" aria-label="Projects">
              <TextField
                label="Search projects"
                hideLabel
                placeholder="Search by name, branch, commit or person"
                type="search"
                value={asked.q}
                onChange={(event) => setAsked({ q: event.target.value })}
                className={styles.search}
              />
              <SelectField
                label="Show"
                value={state}
                onChange={(next) => setAsked({ state: next })}
                options={[{ value: '', text: 'All projects' }, ...projectStates]}
              />
            </div>
          )}
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
        <ViewProblem status={status} what="The builds" />
        {(overview.attention.length > 0 || overview.now.length > 0) && (
          <Lazily what="What goes on now" fallback={null}>
            <AttentionList items={overview.attention} />
            <ActivityList items={overview.now} agents={agents} />
          </Lazily>
        )}
        {projects.length > 0 ? (
          <ul className={styles.list} aria-label="Projects">
            {listed.length === 0 && <li className={styles.none}>No matching projects.</li>}
            {listed.map((project) => (
              <ProjectRow
                key={project.projectId}
                project={project}
                build={latestBuild(isReady ? own : noBuilds, project.projectId) ?? none}
                result={lastResult(buildsOf(own, project.projectId))}
                sessions={ownSessions(project.projectId)}
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
