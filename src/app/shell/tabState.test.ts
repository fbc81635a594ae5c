import { expect, test } from 'vitest';
import {
  applyBuildEvents,
  type BuildDelivery,
  latestBuild,
  noBuilds,
} from '../../features/builds/model/model.ts';
import type { Liveness } from '../../lib/messaging/index.ts';
import { faviconOf, tabStateOf, titlePrefix } from './tabState.ts';

type Type = BuildDelivery['event']['type'];

function build(...events: readonly (readonly [type: Type, data?: object])[]) {
  const deliveries = events.map(
    ([type, data], i) =>
      ({
        event: { type, projectId: 'p1', timestamp: i + 1, data: { buildId: 'b1', ...data } },
        meta: { name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: false },
      }) as BuildDelivery,
  );
  return latestBuild(applyBuildEvents(noBuilds, deliveries, 5), 'p1');
}

test.each<[string, ReturnType<typeof build>, string, boolean, Liveness?]>([
  ['no build', null, '', false],
  ['one that waits', build(['queued']), 'Queued · ', true],
  ['one that has begun', build(['started']), 'Running · ', true],
  ['one in the middle', build(['progress', { percent: 42.7 }]), '42% · ', true],
  ['one that passed', build(['started'], ['completed']), 'Passed · ', true],
  ['one that failed', build(['started'], ['failed']), 'Failed · ', true],
  ['one that was cancelled', build(['started'], ['cancelled']), 'Cancelled · ', true],
  ['one that is silent', build(['progress', { percent: 42 }]), 'Stalled · ', true, 'stalled'],
  ['one that is lost', build(['progress', { percent: 42 }]), 'Lost · ', true, 'lost'],
])('%s is in the tab’s title and icon', (_, shown, prefix, hasIcon, liveness = 'fresh') => {
  expect(titlePrefix(shown, liveness)).toBe(prefix);
  expect(faviconOf(tabStateOf(shown, liveness)) !== null).toBe(hasIcon);
});

test('the icon changes ten times at most while a build runs', () => {
  const icons = new Set(
    Array.from({ length: 1_000 }, (_, i) =>
      faviconOf(tabStateOf(build(['progress', { percent: i / 10 }]), 'fresh')),
    ),
  );
  expect(icons.size).toBe(10);
});
