import { EVENTS_STREAM, subjects } from '../../catalogs/slate/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import { applyBuildEvents, noBuilds } from './model.ts';

/** The builds of one project. Log lines are left out: they have a stream and a reader of their own. */
export const buildsView = defineView({
  name: 'builds',
  subject: (projectId) => subjects.build.all(projectId),
  stream: EVENTS_STREAM,
  from: 'all',
  initial: noBuilds,
  reduce: (state, deliveries, { now }) => applyBuildEvents(state, deliveries, now),
});

/** The builds of all projects, for where each one's last build is shown. */
export const overviewBuildsView = defineView({
  ...buildsView,
  name: 'builds of all projects',
  subject: () => 'slate.build.*.*',
});
