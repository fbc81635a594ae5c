import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { PageError } from './shell/PageError.tsx';
import { PagePending } from './shell/PagePending.tsx';
import {
  ActivityRoute,
  AssetsRoute,
  BuildRoute,
  DeploymentsRoute,
  CatalogRoute,
  FilesRoute,
  InspectorRoute,
  MonitorRoute,
  ProjectLayout,
  ProjectRoute,
  ProjectsRoute,
  RuntimeRoute,
} from './routes/lazyRoutes.ts';
import { NotFound } from './routes/NotFound.tsx';
import { type MonitorTab, readMonitorTab } from './url/monitorTab.ts';
import { parseSearch, stringifySearch } from './url/search.ts';
import { Shell } from './shell/Shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const projectsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: ProjectsRoute,
});

const projectLayout = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId',
  component: function Project() {
    const { projectId } = projectLayout.useParams();
    return <ProjectLayout key={projectId} projectId={projectId} />;
  },
});

const projectRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: '/',
  component: ProjectRoute,
});

const buildsRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'builds',
  component: () => <BuildRoute buildId={null} />,
});

const buildRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'builds/$buildId',
  component: function Build() {
    const { buildId } = buildRoute.useParams();
    return <BuildRoute buildId={buildId} />;
  },
});

const activityRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'activity',
  component: ActivityRoute,
});

const filesRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'files',
  component: FilesRoute,
});

/** Drawn by its parent: the tree stays as it is when another file is opened. */
const fileRoute = createRoute({ getParentRoute: () => filesRoute, path: '$' });

const assetsRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'assets',
  validateSearch: (search: Record<string, unknown>): { readonly asset?: string } =>
    typeof search.asset === 'string' ? { asset: search.asset } : {},
  component: function Assets() {
    const { asset } = assetsRoute.useSearch();
    return <AssetsRoute assetId={asset ?? null} />;
  },
});

const deploymentsRoute = createRoute({
  getParentRoute: () => projectLayout,
  path: 'deployments',
  component: DeploymentsRoute,
});

const runtimeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runtimes/$sessionId',
  validateSearch: (search: Record<string, unknown>): { readonly with?: string } =>
    typeof search.with === 'string' ? { with: search.with } : {},
  component: function Runtime() {
    const { sessionId } = runtimeRoute.useParams();
    const { with: beside } = runtimeRoute.useSearch();
    // No key: a log that stays open is not read again when another comes or goes.
    return <RuntimeRoute sessionId={sessionId} beside={beside} />;
  },
});

const catalogKeys = ['q', 'show', 'event', 'command', 'bytes'] as const;
const catalogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalog',
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly [Key in (typeof catalogKeys)[number]]?: string } =>
    Object.fromEntries(
      catalogKeys.flatMap((key) => (typeof search[key] === 'string' ? [[key, search[key]]] : [])),
    ),
  component: CatalogRoute,
});

const inspectorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inspector',
  component: InspectorRoute,
});

const monitorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/monitor',
  validateSearch: (search: Record<string, unknown>): { readonly tab?: MonitorTab } =>
    search.tab === undefined ? {} : { tab: readMonitorTab(search.tab) },
  component: function Monitor() {
    const { tab } = monitorRoute.useSearch();
    return <MonitorRoute tab={tab ?? 'traffic'} />;
  },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    projectsRoute,
    projectLayout.addChildren([
      projectRoute,
      buildsRoute,
      buildRoute,
      filesRoute.addChildren([fileRoute]),
      activityRoute,
      assetsRoute,
      deploymentsRoute,
    ]),
    runtimeRoute,
    monitorRoute,
    catalogRoute,
    inspectorRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageError,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
