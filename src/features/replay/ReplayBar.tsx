import {
  ChevronLeft,
  ChevronRight,
  Link2,
  Pause,
  Play,
  Radio,
  Rewind,
  SkipBack,
  SkipForward,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { copyText } from '../../components/controls/copyText.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { formatDuration, formatTimeOfDay, plural } from '../../components/time/format.ts';
import { useReplayState } from '../../hooks/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { type Replay, replaySpeeds, type ReplaySnapshot } from '../../lib/messaging/index.ts';
import styles from './ReplayBar.module.css';
import { ReplaySlider } from './ReplaySlider.tsx';

/** A shorter pause is over before it is read. */
const LONG_PAUSE_MS = 10_000;

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export interface ReplayBarProps {
  replay: Replay;
  /** It was begun on this page, not by a link. */
  takesFocus: boolean;
  /** The address of what is shown. */
  link: () => string;
  onBack: () => void;
}

/** Says that the page shows the past, and moves through it. */
export function ReplayBar({ replay, takesFocus, link, onBack }: ReplayBarProps) {
  const snapshot = useReplayState(replay, (now) => now);
  const { shown, state, length, loaded, marks, range, removedUntil } = snapshot;
  const { dispatch } = replay;
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) slider.current?.focus();
  }, [takesFocus]);

  const plays =
    state.phase === 'playing' || (state.phase === 'seeking' && state.after === 'playing');
  const seek = (index: number) => dispatch({ kind: 'seek', to: { kind: 'index', index } });
  const toggle = () => dispatch({ kind: plays ? 'pause' : 'play' });
  const before = marks.findLast(({ index }) => index < shown.index);
  const after = marks.find(({ index }) => index > shown.index);
  const isEmpty = length === 0;
  return (
    <section aria-label="Replay" className={styles.bar}>
      <div className={styles.frame} aria-hidden="true" />
      <div className={styles.head}>
        <Rewind size={18} aria-hidden="true" className={styles.icon} />
        <p className={styles.time}>
          <strong>Replay, {formatTimeOfDay(shown.time)}</strong>
          <span className={styles.date}>{days.format(shown.time)}</span>
        </p>
        <p className={styles.about}>
          <About snapshot={snapshot} nextAt={replay.timeAt(shown.index + 1)} />
        </p>
        <span className={styles.actions}>
          <Button
            size="sm"
            icon={<Link2 size={14} />}
            aria-label="Copy link"
            onClick={() => void copyText(link(), 'Link copied')}
          >
            <span className="hidden-when-narrow">Copy link</span>
          </Button>
          <Button size="sm" variant="primary" icon={<Radio size={14} />} onClick={onBack}>
            Back to live
          </Button>
        </span>
      </div>
      <div className={styles.controls}>
        <div className={styles.buttons}>
          <IconButton
            label="Previous failure or gap"
            size="md"
            icon={SkipBack}
            unavailable={before ? null : 'there is none before'}
            title={`Previous failure or gap${before ? `: ${before.text}` : ''}`}
            onClick={() => before && seek(before.index)}
          />
          <IconButton
            label="Step back"
            size="md"
            icon={ChevronLeft}
            unavailable={shown.index > 0 ? null : 'this is the start'}
            onClick={() => dispatch({ kind: 'step', by: -1 })}
          />
          <IconButton
            label={plays ? 'Pause' : 'Play'}
            size="md"
            icon={plays ? Pause : Play}
            unavailable={isEmpty ? 'there is nothing to play' : null}
            onClick={toggle}
          />
          <IconButton
            label="Step forward"
            size="md"
            icon={ChevronRight}
            unavailable={shown.index < length ? null : 'this is the end'}
            onClick={() => dispatch({ kind: 'step', by: 1 })}
          />
          <IconButton
            label="Next failure or gap"
            size="md"
            icon={SkipForward}
            unavailable={after ? null : 'there is none after'}
            title={`Next failure or gap${after ? `: ${after.text}` : ''}`}
            onClick={() => after && seek(after.index)}
          />
        </div>
        <div className={styles.line}>
          <span className={styles.end}>{formatTimeOfDay(range.from)}</span>
          <ReplaySlider
            ref={slider}
            {...{ shown, length, loaded, marks }}
            isCutAtStart={removedUntil !== null}
            onSeek={seek}
            onToggle={toggle}
          />
          <span className={styles.end}>{formatTimeOfDay(range.to)}</span>
        </div>
        <div role="group" aria-label="Speed" className={styles.speeds}>
          {replaySpeeds.map((speed) => (
            <button
              key={speed}
              type="button"
              className={styles.speed}
              aria-pressed={state.speed === speed}
              onClick={() => dispatch({ kind: 'speed', speed })}
            >
              {speed}×
            </button>
          ))}
        </div>
      </div>
      {removedUntil !== null && (
        <p className={styles.note}>
          {isEmpty
            ? 'The server has removed what was stored in this range: nothing of it can be replayed.'
            : `The server has removed what was stored before ${formatTimeOfDay(removedUntil)}: the replay begins there.`}
        </p>
      )}
    </section>
  );
}

/** What is there at this place, or what keeps the reader waiting. */
function About({ snapshot, nextAt }: { snapshot: ReplaySnapshot; nextAt: number | null }) {
  const { shown, length, loaded, marks, progress } = snapshot;
  const here = marks.find(({ index }) => index === shown.index);
  switch (progress.kind) {
    case 'failed':
      return <>The time line can’t be read: {progress.error.message}</>;
    case 'offline':
      return <>Waiting for the connection</>;
    case 'loading':
      return <>Loading the time line, {percentOf(loaded, length)}%</>;
    case 'loaded':
      break;
    default:
      return assertNever(progress);
  }
  if (length === 0) return <>Nothing is stored of this range</>;
  const pause = nextAt === null ? 0 : nextAt - shown.time;
  return (
    <>
      Event {shown.index} of {plural(length, 'event').replace(/ events?$/, '')}
      {here && (
        <span className={styles.mark} data-kind={here.kind}>
          {here.text}
        </span>
      )}
      {!here && pause > LONG_PAUSE_MS && (
        <span> · next event in {formatDuration(pause, 'seconds')}</span>
      )}
      {progress.isCut && <span> · the range has more than the time line can hold</span>}
    </>
  );
}

const percentOf = (part: number, whole: number) =>
  whole === 0 ? 0 : Math.floor((100 * part) / whole);
