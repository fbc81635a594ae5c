import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import { applyProjectEvents, type ProjectLifecycles } from './model.ts';

const none: ProjectLifecycles = {};

/** Of all projects, since the last token of a subject may be a project or its owner. */
export const lifecyclesView = defineView({
  name: 'projects',
  subject: () => 'slate.project.*.*',
  stream: EVENTS_STREAM,
  from: 'all',
  initial: none,
  reduce: applyProjectEvents,
});
