import {
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { copyText } from '../../components/controls/copyText.ts';
import { lastOf } from '../../lib/log/lineRange.ts';
import { findPrinted, findStep } from '../../lib/log/find.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { LogGroupHead } from '../../lib/log/rows.ts';
import { rangeText } from '../../lib/log/text.ts';
import { defaultLogView } from '../../lib/log/viewState.ts';
import { SelectedLines } from './toolbar/SelectedLines.tsx';
import { LogStepsContext } from './rows/LogStepsContext.ts';
import { LevelFilter } from './toolbar/LevelFilter.tsx';
import { LogHelp } from './toolbar/LogHelp.tsx';
import { LogPlaceholder } from './LogPlaceholder.tsx';
import { LogSearch } from './toolbar/LogSearch.tsx';
import { LogStage } from './LogStage.tsx';
import { LogSummary } from './toolbar/LogSummary.tsx';
import { LogToolbar } from './toolbar/LogToolbar.tsx';
import styles from './LogView.module.css';
import type { LogViewProps } from './logViewProps.ts';
import { LongLine } from './rows/LongLine.tsx';
import type { LongLineContent, RowOptions, RowsHandle } from './rows/rowLayout.ts';
import { useCalmSnapshot } from './scroll/useCalmSnapshot.ts';
import { useCopyChosen } from './toolbar/useCopyChosen.ts';
import { useDownload } from './toolbar/useDownload.ts';
import { useLogController } from './useLogController.ts';
import { useLogKeys } from './useLogKeys.ts';

/** Narrow windows wrap. */
const startsWrapped = () =>
  typeof matchMedia === 'function' && matchMedia('(max-width: 640px)').matches;

const noSteps = {};
const INPUTS = ['pointerdown', 'wheel', 'touchstart', 'keydown', 'click'] as const;

/** A live log of any length. Fills its parent, which must have a height. */
export function LogView(props: LogViewProps) {
  const { buffer, feed = null, label, state: loading = 'ready', toolbar = 'full' } = props;
  const [ownView, setOwnView] = useState(defaultLogView);
  const { view = ownView, onView = setOwnView } = props;
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<RowsHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const topRow = useRef(0);
  const [controller, log] = useLogController(
    { buffer, feed },
    {
      view,
      isKnown: loading === 'ready',
      steps: props.steps ?? null,
      foldsPassed: props.foldsPassed === true,
      failure: props.failure ?? null,
    },
    onView,
  );
  const { dispatch } = controller;
  const { results } = log;
  const following = log.reader.kind === 'following';

  const loaded = useCalmSnapshot(buffer);
  const found = useCalmSnapshot(results?.rows ?? buffer);
  // One count: two would not be of the same moment.
  const totals = results === null ? loaded : found;
  const [wrap, setWrap] = useState(startsWrapped);
  const [longLine, setLongLine] = useState<LongLineContent | null>(null);
  const [showsHelp, setShowsHelp] = useState(false);
  const download = useDownload(buffer, feed, props.fileName ?? 'log.txt');
  useCopyChosen(root, { buffer, feed }, view.lines);

  useEffect(() => {
    const ended = new AbortController();
    const listening = { signal: ended.signal, passive: true, capture: true };
    const onTouch = () => dispatch({ kind: 'touch' });
    for (const type of INPUTS) root.current?.addEventListener(type, onTouch, listening);
    return () => ended.abort();
  }, [dispatch]);

  useImperativeHandle(props.ref, () => {
    const showLine = (order: number) => {
      // The click was elsewhere: the log itself may be out of view.
      root.current?.scrollIntoView({ block: 'nearest' });
      dispatch({ kind: 'show-line', order });
    };
    return {
      showLine,
      showStep: async (step, startedAt) => {
        const order = await findStep(buffer, feed, step, startedAt).catch(() => null);
        if (order !== null) showLine(order);
      },
      showPrinted: async (printed) => {
        const line = await findPrinted(buffer, feed, printed).catch(() => null);
        if (line !== null) showLine(line.order);
        return line?.lines ?? null;
      },
      scrollToEnd: () => dispatch({ kind: 'follow' }),
    };
  }, [dispatch, buffer, feed]);

  const startTime = props.startTime ?? buffer.get(loaded.first)?.time ?? 0;
  const options = useMemo<RowOptions>(
    () => ({
      timeMode: view.time,
      // Rows that do not show it should not render when it changes.
      startTime: view.time === 'relative' ? startTime : 0,
      onShowAll: setLongLine,
      onFold: (head: LogGroupHead) => {
        const { scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
        // Folding means reading: following must not scroll it away.
        if (scrollHeight > clientHeight) dispatch({ kind: 'pause' });
        dispatch({ kind: 'fold', head });
      },
    }),
    [view.time, startTime, dispatch],
  );

  // The other layout starts at its top.
  const onWrapped = useEffectEvent(() => {
    if (!following) rows.current?.scrollToIndex(topRow.current, 'start');
  });
  useLayoutEffect(() => onWrapped(), [wrap]);

  const onTopRow = useCallback(
    (row: number) => {
      topRow.current = row;
      dispatch({ kind: 'scrolled', topRow: row });
    },
    [dispatch],
  );
  const onFollow = (on: boolean) => dispatch({ kind: on ? 'follow' : 'pause' });
  const chooseNext = (by: 1 | -1, isFurther: boolean) =>
    dispatch({ kind: 'choose-next', by, isFurther });
  const onStep = (by: 1 | -1, query = view.query) => dispatch({ kind: 'step', by, query });
  useLogKeys(root, props.keys ?? 'log', () => dispatch({ kind: 'touch' }), {
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    next: () => onStep(1),
    previous: () => onStep(-1),
    top: () => dispatch({ kind: 'go-to-start' }),
    end: () => onFollow(true),
    toggleFollow: () => onFollow(!following),
    toggleWrap: () => setWrap(!wrap),
    nextError: () => dispatch({ kind: 'next-error' }),
    foldAll: () => dispatch({ kind: 'fold-all' }),
    chooseNext: () => chooseNext(1, false),
    choosePrevious: () => chooseNext(-1, false),
    extendNext: () => chooseNext(1, true),
    extendPrevious: () => chooseNext(-1, true),
    help: () => setShowsHelp(true),
  });

  const isAway = log.edges.newer !== 'nothing';
  const isPart = log.edges.older !== 'nothing' || isAway;
  const lastHere = isAway ? (feed?.lastNumber() ?? null) : lastNumber(buffer, loaded.end);
  const whole = isPart ? lastHere : loaded.lines;
  const hasSteps = Object.keys(props.steps ?? noSteps).length > 0;
  const selection = results?.selection ?? null;
  const placeholder = !results
    ? props.emptyText
    : results.isSearching
      ? 'Searching…'
      : 'No line matches.';
  return (
    <div ref={root} className={styles.view}>
      {toolbar === 'full' && (
        <LogToolbar
          lines={log.isReady || totals.lines > 0 ? totals.lines : null}
          total={results === null ? whole : totals.lines + results.leftOut}
          restTitle={
            results === null
              ? 'The rest loads as you scroll'
              : 'Only the newest are shown; a download has all'
          }
          isEmpty={totals.end === totals.first}
          following={following}
          onFollow={onFollow}
          wrap={wrap}
          onWrap={setWrap}
          timeMode={view.time}
          onTimeMode={(time) => dispatch({ kind: 'change', part: { time } })}
          onCopy={() => download.copy(selection)}
          onDownload={() => download.save(null)}
          onDownloadShown={selection === null ? null : () => download.save(selection)}
          download={download.state}
          onFoldAll={hasSteps ? () => dispatch({ kind: 'fold-all' }) : null}
          onNextError={
            isPart || loaded.counts.error > 0 ? () => dispatch({ kind: 'next-error' }) : null
          }
          onHelp={() => setShowsHelp(true)}
          search={
            <LogSearch
              ref={field}
              query={view.query}
              isRegex={view.isRegex}
              isFilter={view.mode === 'filter'}
              problem={log.problem}
              result={log.search}
              onContext={results === null ? null : () => dispatch({ kind: 'show-in-context' })}
              onQuery={(query) => dispatch({ kind: 'change', part: { query } })}
              onRegex={(isRegex) => dispatch({ kind: 'change', part: { isRegex } })}
              onFilter={(isOn) => dispatch({ kind: 'filter', isOn })}
              onStep={onStep}
              onLeave={() => scroller.current?.focus()}
            />
          }
          levels={
            <LevelFilter
              counts={loaded.counts}
              isPart={isPart}
              chosen={view.levels}
              onChoose={(levels) => dispatch({ kind: 'change', part: { levels } })}
            />
          }
        />
      )}
      {props.hint !== undefined && <div className={styles.hint}>{props.hint}</div>}
      {log.linkProblem !== null && (
        <div className={styles.hint} role="status">
          {log.linkProblem}
        </div>
      )}
      {view.lines !== null && (
        <SelectedLines
          first={numberOf(buffer, view.lines.from)}
          last={numberOf(buffer, lastOf(view.lines))}
          isRange={view.lines.from !== lastOf(view.lines)}
          onCopy={async () => {
            if (view.lines !== null) await copyText(rangeText(buffer, feed, view.lines));
          }}
          onCopyLink={props.view === undefined ? null : () => copyText(location.href)}
          onClear={() => dispatch({ kind: 'change', part: { lines: null } })}
        />
      )}
      <LogStepsContext value={props.steps ?? noSteps}>
        <LogStage
          label={label}
          isLoading={loading === 'loading'}
          controller={controller}
          log={log}
          partial={results === null && !isAway ? (props.partial ?? null) : null}
          placeholder={<LogPlaceholder loading={loading === 'loading'} text={placeholder} />}
          wrap={wrap}
          options={options}
          scroller={scroller}
          rows={rows}
          topRow={topRow}
          onTopRow={onTopRow}
        />
      </LogStepsContext>
      {props.status !== undefined && <div className={styles.status}>{props.status}</div>}
      <LogSummary snapshot={loaded} whole={whole} />
      <LongLine line={longLine} onClose={() => setLongLine(null)} />
      <LogHelp open={showsHelp} onClose={() => setShowsHelp(false)} />
    </div>
  );
}

function numberOf(buffer: LogBuffer, order: number): number {
  const index = buffer.indexOf(order);
  return index === undefined ? 0 : buffer.numberOf(index);
}

/** Null while unknown. */
function lastNumber(buffer: LogBuffer, end: number): number | null {
  for (let i = end - 1; i >= buffer.first; i--) {
    const number = buffer.numberOf(i);
    if (number > 0) return number;
  }
  return null;
}
