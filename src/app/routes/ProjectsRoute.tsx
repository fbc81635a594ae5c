import { useNavigate } from '@tanstack/react-router';
import { FolderOpen, ServerOff } from 'lucide-react';
import { Banner } from '../../components/Banner.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useNow } from '../../components/useNow.ts';
import { isHosted } from '../../features/agents/model.ts';
import { useAgents } from '../../features/agents/useAgents.ts';
import { buildsOf, latestBuild } from '../../features/builds/model.ts';
import { useBuilds } from '../../features/builds/useBuilds.ts';
import { useLivenessOf } from '../../features/builds/useLiveness.ts';
import { usePeople } from '../../features/presence/usePeople.ts';
import { useRollCall } from '../../features/presence/useRollCall.ts';
import { NewProject } from '../../features/projects/NewProject.tsx';
import { useProjectFates } from '../../features/projects/useProjectFates.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { sessionsOf } from '../../features/runtimes/lists.ts';
import { useLiveness } from '../../features/runtimes/useLiveness.ts';
import { useSessions } from '../../features/runtimes/useSessions.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { Page } from '../Page.tsx';
import { ActivityList, AttentionList } from '../overview/ActivityLists.tsx';
import { filterProjects, projectStates, readProjectState } from '../overview/filterProjects.ts';
import { listProjects } from '../overview/listProjects.ts';
import { lastResult, overviewOf } from '../overview/overview.ts';
import { ProjectRow } from '../overview/ProjectRow.tsx';
import { useSelf } from '../SelfContext.ts';
import { useUrlValues } from '../useUrlValues.ts';
import styles from './ProjectsRoute.module.css';

/** Every project: its last build, what runs and who is there. */
export function ProjectsRoute() {
  const answer = useProjects();
  const builds = useBuilds('*');
  const { sessions } = useSessions('*');
  const people = usePeople('*');
  const navigate = useNavigate();
  const projects = listProjects(answer, builds.state, sessions, useProjectFates('*'));
  const self = useSelf();
  const open = (projectId: string) =>
    void navigate({ to: '/projects/$projectId', params: { projectId } });
  const agents = useAgents();
  const [asked, setAsked] = useUrlValues(['q', 'state']);
  const state = readProjectState(asked.state);
  const listed = filterProjects(projects, builds.state, { text: asked.q, state });
  const buildLiveness = useLivenessOf(Object.values(builds.state.builds));
  const { livenessOf } = useLiveness(Object.values(sessions));
  const waits = Object.values(builds.state.builds).some(({ status }) => status === 'queued');
  const overview = overviewOf({
    projects: listed,
    builds: builds.state,
    sessionsOf: (projectId) => sessionsOf(sessions, projectId),
    buildLiveness,
    sessionLiveness: livenessOf,
    isHosted: (projectId) => isHosted(agents, projectId),
    now: useNow(waits),
  });
  useRollCall(projects.map(({ projectId }) => projectId));
  const loading = answer.kind === 'asking' || !builds.isReady;
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
                onChange={(event) => setAsked({ state: event.target.value })}
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
        <AttentionList items={overview.attention} />
        <ActivityList items={overview.now} agents={agents} />
        {projects.length > 0 ? (
          <ul className={styles.list} aria-label="Projects">
            {listed.length === 0 && <li className={styles.none}>No project fits.</li>}
            {listed.map((project) => (
              <ProjectRow
                key={project.projectId}
                project={project}
                build={builds.isReady ? latestBuild(builds.state, project.projectId) : undefined}
                result={lastResult(buildsOf(builds.state, project.projectId))}
                sessions={sessionsOf(sessions, project.projectId)}
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
