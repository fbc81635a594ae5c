import { lazyRouteComponent } from '@tanstack/react-router';
import { withAllCatalogs, withContentCommands } from '../withCatalogs.ts';

/** Each is a chunk of its own. */
export const ProjectsRoute = lazyRouteComponent(
  () => import('./ProjectsRoute.tsx'),
  'ProjectsRoute',
);
export const ProjectLayout = lazyRouteComponent(
  () => import('../project/ProjectLayout.tsx'),
  'ProjectLayout',
);
export const ProjectRoute = lazyRouteComponent(() => import('./ProjectRoute.tsx'), 'ProjectRoute');
export const BuildRoute = lazyRouteComponent(() => import('./BuildRoute.tsx'), 'BuildRoute');
export const ActivityRoute = lazyRouteComponent(
  () => import('./ActivityRoute.tsx'),
  'ActivityRoute',
);
export const FilesRoute = lazyRouteComponent(
  () => withContentCommands(import('./FilesRoute.tsx')),
  'FilesRoute',
);
export const AssetsRoute = lazyRouteComponent(
  () => withContentCommands(import('./AssetsRoute.tsx')),
  'AssetsRoute',
);
export const DeploymentsRoute = lazyRouteComponent(
  () => withAllCatalogs(import('./DeploymentsRoute.tsx')),
  'DeploymentsRoute',
);
export const MonitorRoute = lazyRouteComponent(
  () => withAllCatalogs(import('./MonitorRoute.tsx')),
  'MonitorRoute',
);
export const RuntimeRoute = lazyRouteComponent(() => import('./RuntimeRoute.tsx'), 'RuntimeRoute');
export const CatalogRoute = lazyRouteComponent(() => import('./CatalogRoute.tsx'), 'CatalogRoute');

export const InspectorRoute = lazyRouteComponent(
  () => import('./InspectorRoute.tsx'),
  'InspectorRoute',
);

/**
 * Fetches the other pages once there is time, so that they open at once, even while the web server
 * is away.
 */
export function preloadRoutes(): void {
  const load = () => {
    for (const route of [
      ProjectsRoute,
      ProjectLayout,
      ProjectRoute,
      BuildRoute,
      FilesRoute,
      RuntimeRoute,
    ]) {
      void route.preload?.();
    }
    const parts = [
      import('../overview/ActivityLists.tsx'),
      import('../../features/log/LogView.tsx'),
      import('../../features/builds/BuildDetails.tsx'),
      import('../following/PeopleHere.tsx'),
      import('../following/PeopleInBar.tsx'),
      import('../following/FollowingBar.tsx'),
      import('../../features/projects/dialogs/NewProjectDialog.tsx'),
      import('../../features/projects/dialogs/RenameProjectDialog.tsx'),
      import('../../features/projects/dialogs/DeleteProjectDialog.tsx'),
      import('../palette/PaletteDialog.tsx'),
      import('../../components/overlay/DialogWindow.tsx'),
      import('../../components/overlay/SelectList.tsx'),
      import('../../components/overlay/MenuList.tsx'),
      import('../../components/overlay/PopoverCard.tsx'),
    ];
    // A failure is shown where the page is needed.
    for (const part of parts) part.catch(() => {});
  };
  if (typeof requestIdleCallback === 'function') requestIdleCallback(load, { timeout: 5_000 });
  else setTimeout(load, 1_000);
}
