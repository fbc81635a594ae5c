import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { formatTimeOfDay } from '../../components/time/format.ts';
import { createMarks } from '../../features/replay/marks.ts';
import { ReplayBar } from '../../features/replay/ReplayBar.tsx';
import { readReplay } from '../../features/replay/rangeUrl.ts';
import { ReplayProvider, useLatest, useMessaging, useReplayState } from '../../hooks/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import {
  type Delivery,
  isToken,
  type MessagingClient,
  Replay,
  type ReplayOptions,
} from '../../lib/messaging/index.ts';
import { useFollowing } from '../following/FollowingContext.ts';
import { PageMarkContext, useIcon } from '../shell/pageMark.ts';
import { isReplaying, type ReplayScope } from './replayOffer.ts';

export interface ReplayStageProps {
  /** As in the address. */
  replay: string;
  at: string;
  onAt: (at: string) => void;
  scope: ReplayScope;
  takesFocus: boolean;
  onBack: () => void;
  children: ReactNode;
}

/** Not their logs: those are in the logs of their pages. */
const runtimeSubjects = ['started', 'stopped', 'error'].map((one) => `slate.runtime.${one}.*`);

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#8a5a00"/><path d="M9.2 5.5v9L3.4 10zM16.2 5.5v9L10.4 10z" fill="#fff"/></svg>',
)}`;

/** Shows pages as they were in a range of time, with a bar that moves through it. */
export default function ReplayStage(props: ReplayStageProps) {
  const { replay: text, at, onBack, children } = props;
  const { kind, id } = props.scope;
  const client = useMessaging();
  const [asked] = useState(() => readReplay(text, at));
  const [replay, setReplay] = useState<Replay | null>(null);
  useEffect(() => {
    if (asked.kind === 'invalid' || !isToken(id)) return;
    const made = openReplay(client, { kind, id }, asked);
    setReplay(made);
    return () => made.close();
  }, [client, asked, kind, id]);
  const { stop } = useFollowing();
  useEffect(stop, [stop]);

  if (asked.kind === 'invalid' || !isToken(id)) {
    const why = asked.kind === 'invalid' ? asked.why : 'there is no such id';
    return (
      <>
        <Banner
          tone="error"
          action={
            <Button size="sm" onClick={onBack}>
              Show what is live
            </Button>
          }
        >
          This address asks for a replay that can’t be shown: {why}. What you see below is live.
        </Banner>
        {children}
      </>
    );
  }
  return replay && <Stage {...props} replay={replay} text={text} />;
}

interface StageProps extends Omit<ReplayStageProps, 'replay' | 'at'> {
  replay: Replay;
  text: string;
}

function Stage({ replay, text, onAt, takesFocus, onBack, children }: StageProps) {
  const time = useReplayState(replay, ({ shown }) => formatTimeOfDay(shown.time));
  const at = useReplayState(replay, ({ state, range }) => {
    if (state.phase !== 'paused' && state.phase !== 'ended') return null;
    return state.at.time === range.to ? '' : placeText(state.at.time);
  });
  const latest = useLatest(onAt);
  useEffect(() => {
    if (at !== null) latest.current(at);
  }, [at, latest]);
  useIcon(ICON);
  useEffect(() => {
    isReplaying.setState(true, true);
    return () => isReplaying.setState(false, true);
  }, []);
  const link = () => {
    const { time: shown } = replay.getSnapshot().shown;
    const url = new URL(location.href);
    url.searchParams.set('replay', text);
    url.searchParams.set('at', placeText(shown));
    return url.href;
  };
  return (
    <>
      <ReplayBar {...{ replay, takesFocus, link, onBack }} />
      <ReplayProvider replay={replay}>
        <PageMarkContext value={{ prefix: `Replay ${time} · `, icon: ICON }}>
          {children}
        </PageMarkContext>
      </ReplayProvider>
    </>
  );
}

/** Stored times have more digits than a message needs to be found again. */
const placeText = (time: number) => String(Math.ceil(time * 1_000) / 1_000);

function openReplay(
  client: MessagingClient,
  { kind, id }: ReplayScope,
  { range, at }: Pick<ReplayOptions, 'range' | 'at'>,
): Replay {
  const options = { client, range, at, mark: createMarks() };
  switch (kind) {
    case 'project': {
      const subjects = [`slate.*.*.${id}`, ...runtimeSubjects];
      return new Replay({ ...options, subjects, isStep: (event) => isOf(event, id) });
    }
    case 'session':
      return new Replay({ ...options, subjects: [`slate.runtime.*.${id}`] });
    default:
      return assertNever(kind);
  }
}

/** Processes of all projects have one subject. */
function isOf({ event, meta }: Delivery, projectId: string): boolean {
  if (!meta.name.startsWith('runtime.')) return true;
  const { data } = event as { readonly data?: { readonly projectId?: string } };
  return data?.projectId === projectId;
}
