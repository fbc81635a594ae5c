import { useFollow } from '../../../hooks/index.ts';
import { EVENTS_STREAM, type SlateEvent } from '../../../catalogs/slate/index.ts';
import { takeMine } from './myBuilds.ts';
import { useNoticeSetting } from './noticeSetting.ts';
import { buildLabel, describeGit } from '../derived/shown.ts';

type BuildEnd = SlateEvent<'build.completed' | 'build.failed' | 'build.cancelled'>;

const words: Record<BuildEnd['type'], string> = {
  completed: 'passed',
  failed: 'failed',
  cancelled: 'was cancelled',
};

const fromNow = 'new';
const ofEvents = { stream: EVENTS_STREAM };

export interface BuildNoticeOptions {
  readonly nameOf: (projectId: string) => string;
  readonly onOpen: (projectId: string, buildId: string) => void;
}

/**
 * Shows a desktop notice when a build that was started here ends while this tab is hidden, if the
 * reader wants it. Ends that happen while there is no connection are told with the next one.
 */
export function useBuildNotices(options: BuildNoticeOptions): void {
  const on = useNoticeSetting().setting === 'on';
  const onEvents = (deliveries: readonly { readonly event: BuildEnd }[]) => {
    for (const { event } of deliveries) notify(event, options);
  };
  useFollow(on ? 'slate.build.completed.*' : null, fromNow, { onEvents }, ofEvents);
  useFollow(on ? 'slate.build.failed.*' : null, fromNow, { onEvents }, ofEvents);
  useFollow(on ? 'slate.build.cancelled.*' : null, fromNow, { onEvents }, ofEvents);
}

function notify(event: BuildEnd, { nameOf, onOpen }: BuildNoticeOptions): void {
  const { projectId, data } = event;
  const buildId = data?.buildId;
  // A tab that is seen leaves the notice to one that is not.
  if (buildId === undefined || !document.hidden || !takeMine(buildId)) return;
  const step = event.type === 'failed' ? event.data?.step : undefined;
  const label = buildLabel({ key: buildId, number: data?.number ?? null });
  const facts = [step && `Step “${step}” failed`, describeGit(data?.git ?? null)];
  try {
    const notice = new Notification(`${nameOf(projectId)}: build ${label} ${words[event.type]}`, {
      body: facts.filter(Boolean).join('\n'),
      // Of several tabs only one is seen.
      tag: `slate-build-${buildId}`,
      icon: '/favicon.svg',
    });
    notice.addEventListener('click', () => {
      window.focus();
      notice.close();
      onOpen(projectId, buildId);
    });
  } catch {
    // Some mobile browsers have the constructor and refuse to use it.
  }
}
