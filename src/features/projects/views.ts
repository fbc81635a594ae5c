import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { defineView, type FollowFrom } from '../../lib/messaging/index.ts';
import { applyProjectEvents, type ProjectLifecycles } from './model.ts';

const WINDOW = 2_000;
const none: ProjectLifecycles = {};

/** Of all projects, since the last token of a subject may be a project or its owner. */
const lifecyclesViewFrom = (from: FollowFrom) =>
  defineView({
    name: 'projects',
    subject: () => 'slate.project.*.*',
    stream: EVENTS_STREAM,
    from,
    initial: none,
    reduce: applyProjectEvents,
  });

export const recentLifecyclesView = lifecyclesViewFrom({ last: WINDOW });
/** Of each project the last event of every kind. */
export const lastLifecyclesView = lifecyclesViewFrom('last-per-subject');
