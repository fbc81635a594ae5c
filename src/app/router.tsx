import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { PageError } from './PageError.tsx';
import { PagePending } from './PagePending.tsx';
import { BuildRoute, ProjectRoute, ProjectsRoute, RuntimeRoute } from './routes/lazyRoutes.ts';
import { NotFound } from './routes/NotFound.tsx';
import { parseSearch, stringifySearch } from './search.ts';
import { Shell } from './Shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const projectsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: ProjectsRoute,
});

const projectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId',
  component: function Project() {
    const { projectId } = projectRoute.useParams();
    return <ProjectRoute key={projectId} projectId={projectId} />;
  },
});

const buildsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId/builds',
  component: function Builds() {
    const { projectId } = buildsRoute.useParams();
    return <BuildRoute key={projectId} projectId={projectId} buildId={null} />;
  },
});

const buildRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId/builds/$buildId',
  component: function Build() {
    const { projectId, buildId } = buildRoute.useParams();
    return <BuildRoute key={projectId} projectId={projectId} buildId={buildId} />;
  },
});

const runtimeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runtimes/$sessionId',
  validateSearch: (search: Record<string, unknown>): { readonly with?: string } =>
    typeof search.with === 'string' ? { with: search.with } : {},
  component: function Runtime() {
    const { sessionId } = runtimeRoute.useParams();
    const { with: beside } = runtimeRoute.useSearch();
    // No key: a log that stays open when another comes or goes is not read anew.
    return <RuntimeRoute sessionId={sessionId} beside={beside} />;
  },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    projectsRoute,
    projectRoute,
    buildsRoute,
    buildRoute,
    runtimeRoute,
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
