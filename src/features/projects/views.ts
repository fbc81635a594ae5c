import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import { applyProjectEvents, type ProjectLifecycles } from './model.ts';

const none: ProjectLifecycles = {};

/**
 * What the events of all projects say of them. Of all, since the last token of an event's subject
 * may be its project or its owner.
 */
export const lifecyclesView = defineView({
  name: 'projects',
  subject: () => 'slate.project.*.*',
  stream: EVENTS_STREAM,
  from: 'all',
  initial: none,
  reduce: applyProjectEvents,
});
