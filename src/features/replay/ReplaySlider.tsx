import type { CSSProperties, KeyboardEvent, Ref } from 'react';
import { formatTimeOfDay, plural } from '../../components/time/format.ts';
import type { ReplayMark, ReplayPosition } from '../../lib/messaging/index.ts';
import styles from './ReplaySlider.module.css';

/** More lie upon each other. */
const MOST_MARKS = 300;

export interface ReplaySliderProps {
  shown: ReplayPosition;
  /** Messages on the time line, and those that were read. */
  length: number;
  loaded: number;
  marks: readonly ReplayMark[];
  /** The first part of the range is gone. */
  isCutAtStart: boolean;
  onSeek: (index: number) => void;
  onToggle: () => void;
  ref: Ref<HTMLInputElement>;
}

/** The time line by its events, with what stands out on it. */
export function ReplaySlider(props: ReplaySliderProps) {
  const { shown, length, loaded, marks, isCutAtStart, onSeek, onToggle, ref } = props;
  const share = (index: number) => (length === 0 ? 0 : Math.min(1, index / length));
  const here = marks.find(({ index }) => index === shown.index);
  const place = `${formatTimeOfDay(shown.time)}, ${shown.index} of ${plural(length, 'event')}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    onToggle();
  };
  return (
    <div className={styles.slider}>
      <div
        className={styles.line}
        style={{ '--at': share(shown.index), '--loaded': share(loaded) } as CSSProperties}
        data-cut={isCutAtStart || undefined}
        aria-hidden="true"
      >
        <span className={styles.past} />
        <span className={styles.unloaded} />
        {apart(marks, length).map(({ index, kind }) => (
          <span
            key={`${index} ${kind}`}
            className={styles.mark}
            data-kind={kind}
            style={{ '--mark': share(index) } as CSSProperties}
          />
        ))}
      </div>
      <input
        ref={ref}
        type="range"
        className={styles.input}
        aria-label="Replay position"
        aria-valuetext={here ? `${place}, ${here.kind}: ${here.text}` : place}
        title="Arrow keys step, Page keys jump, Space plays"
        min={0}
        max={length}
        step={1}
        value={Math.min(length, shown.index)}
        // Not `disabled`: that would drop the focus.
        aria-disabled={length === 0 || undefined}
        onChange={({ target }) => onSeek(target.valueAsNumber)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

/** Of marks in one place the first, failures before gaps. */
function apart(marks: readonly ReplayMark[], length: number): readonly ReplayMark[] {
  const byPlace = new Map<number, ReplayMark>();
  for (const mark of marks) {
    const place = Math.round((mark.index / Math.max(1, length)) * MOST_MARKS);
    if (byPlace.get(place)?.kind !== 'failure') byPlace.set(place, mark);
  }
  return [...byPlace.values()];
}
