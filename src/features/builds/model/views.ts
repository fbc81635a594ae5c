import { EVENTS_STREAM, subjects } from '../../../catalogs/slate/index.ts';
import { defineView } from '../../../lib/messaging/index.ts';
import { applyLastEvents, noLastBuilds } from './lastBuilds.ts';
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

/**
 * The last builds of all projects: of each one the last event of every kind, and all that come. It
 * has the present state and the last result, but neither the history nor all of a queue, and costs
 * what there are projects.
 */
export const lastBuildsView = defineView({
  name: 'last builds',
  subject: () => 'slate.build.*.*',
  stream: EVENTS_STREAM,
  from: 'last-per-subject',
  initial: noLastBuilds,
  reduce: (state, deliveries, { now }) => applyLastEvents(state, deliveries, now),
});
