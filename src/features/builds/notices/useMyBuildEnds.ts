import { useFollow } from '../../../hooks/index.ts';
import { EVENTS_STREAM, type SlateEvent } from '../../../catalogs/slate/index.ts';
import { buildLabel, describeGit } from '../derived/shown.ts';
import { isMine } from './myBuilds.ts';

type EndEvent = SlateEvent<'build.completed' | 'build.failed' | 'build.cancelled'>;

/** The end of a build, in words. */
export interface BuildEnd {
  readonly projectId: string;
  readonly buildId: string;
  /** The same in every tab. */
  readonly eventId: string;
  readonly result: EndEvent['type'];
  /** "build #12 passed" */
  readonly title: string;
  /** What failed, and what was built; a line each. */
  readonly detail: string;
}

const words: Record<EndEvent['type'], string> = {
  completed: 'passed',
  failed: 'failed',
  cancelled: 'was cancelled',
};

const fromNow = 'new';
const ofEvents = { stream: EVENTS_STREAM };

/**
 * Calls back when a build ends that was started in this browser. Ends that happen while there is no
 * connection come with the next one.
 */
export function useMyBuildEnds(onEnd: (end: BuildEnd) => void): void {
  const onEvents = (deliveries: readonly { readonly event: EndEvent }[]) => {
    for (const { event } of deliveries) {
      const buildId = event.data?.buildId;
      if (buildId !== undefined && isMine(buildId)) onEnd(describeEnd(event, buildId));
    }
  };
  useFollow('slate.build.completed.*', fromNow, { onEvents }, ofEvents);
  useFollow('slate.build.failed.*', fromNow, { onEvents }, ofEvents);
  useFollow('slate.build.cancelled.*', fromNow, { onEvents }, ofEvents);
}

function describeEnd(event: EndEvent, buildId: string): BuildEnd {
  const { projectId, type: result, data } = event;
  const step = event.type === 'failed' ? event.data?.step : undefined;
  const label = buildLabel({ key: buildId, number: data?.number ?? null });
  const facts = [step && `Step “${step}” failed`, describeGit(data?.git ?? null)];
  return {
    projectId,
    buildId,
    eventId: event.id ?? `${buildId}-${result}-${data?.attempt ?? 1}`,
    result,
    title: `build ${label} ${words[result]}`,
    detail: facts.filter(Boolean).join('\n'),
  };
}
