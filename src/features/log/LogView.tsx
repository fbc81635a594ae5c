import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ChosenLines } from './ChosenLines.tsx';
import { LogStepsContext } from './folds/LogStepsContext.ts';
import { useFolds } from './folds/useFolds.ts';
import { LevelFilter } from './LevelFilter.tsx';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { LogHelp } from './LogHelp.tsx';
import { LogPlaceholder } from './LogPlaceholder.tsx';
import { LogSearch } from './LogSearch.tsx';
import { LogStage } from './LogStage.tsx';
import { LogSummary } from './LogSummary.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import styles from './LogView.module.css';
import type { LogViewProps } from './logViewProps.ts';
import { LongLine } from './LongLine.tsx';
import { lastNumber, marksOfView } from './viewMarks.ts';
import type { LogGroupHead } from '../../lib/log/rows.ts';
import type { LongLineContent, RowOptions, RowsHandle } from './rowLayout.ts';
import { useCalmSnapshot } from './useCalmSnapshot.ts';
import { useChosenLines } from './useChosenLines.ts';
import { useDownload } from './useDownload.ts';
import { useFeedState } from './useEdges.ts';
import { useErrors } from './useErrors.ts';
import { useFollow } from './useFollow.ts';
import { useHits } from './useHits.ts';
import { useGoTo } from './useGoTo.ts';
import { useLogHandle } from './useLogHandle.ts';
import { useLogKeys } from './useLogKeys.ts';
import { hitOfRow, useLogSearch } from './useLogSearch.ts';
import { useOpening } from './useOpening.ts';
import { defaultLogView, type LogViewState } from '../../lib/log/viewState.ts';

/** Long lines wrap where there is no room to scroll sideways with ease. */
const startsWrapped = () =>
  typeof matchMedia === 'function' && matchMedia('(max-width: 640px)').matches;

const noSteps = {};

/** A live log of any length. Fills its parent, which must have a height. */
export function LogView(props: LogViewProps) {
  const { buffer, feed = null, label, state = 'ready', toolbar = 'full' } = props;
  const { fileName = 'log.txt', failure = null } = props;
  const [ownView, setOwnView] = useState(defaultLogView);
  const view = props.view ?? ownView;
  const { onView = setOwnView } = props;
  const change = (part: Partial<LogViewState>) => onView({ ...view, ...part });

  const feedState = useFeedState(feed);
  const isReady = state === 'ready' && feedState.phase === 'ready';
  const log = feed ?? buffer;
  // A search begins where the reader does: the line that the address names is loaded first.
  const [loadedIn, setLoadedIn] = useState<object | null>(null);
  const maySearch = isReady && (view.lines === null || loadedIn === log);
  const search = useLogSearch(buffer, feed, maySearch, view);
  const topRow = useRef(0);
  const folds = useFolds(buffer, props.steps ?? null, props.foldsPassed === true);
  const { results } = search;
  const shown = results ?? folds ?? buffer;

  const totals = useCalmSnapshot(shown);
  const loaded = useCalmSnapshot(buffer);
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<RowsHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const isAtLogEnd = results !== null || feedState.newer === 'nothing';
  const tail = useFollow(scroller, shown, isAtLogEnd);
  const { following, pause, follow: stayAtEnd } = tail;
  const [wrap, setWrap] = useState(startsWrapped);
  const [longLine, setLongLine] = useState<LongLineContent | null>(null);
  const [showsHelp, setShowsHelp] = useState(false);

  const route = useGoTo(feed, folds, pause);
  const { goTo } = route;
  const topHit = () => hitOfRow(shown, topRow.current);
  const hits = useHits(search.running, results ?? buffer, topHit, goTo);
  const isChosen = view.lines !== null || view.query !== '' || view.levels.length > 0;
  const errors = useErrors({
    ...{ buffer, feed, isReady, goTo },
    from: topHit,
    isUnasked: failure !== null && !isChosen,
  });
  const onAction = useOpening({
    ...{ root, buffer, feed, isReady, failure, goTo, isChosen },
    isPaused: tail.isPaused,
    errors: errors.running,
  });
  const chosen = useChosenLines({
    ...{ root, buffer, shown, feed, isReady, view, change, goTo, results },
    hasPassed: search.hasPassed,
    onLoaded: () => setLoadedIn(log),
    from: () => hits.current ?? errors.current ?? topHit(),
    bring: (index) => {
      pause();
      rows.current?.scrollToIndex(index, 'nearest');
    },
  });
  const download = useDownload(buffer, feed, fileName);

  const follow = useCallback(() => {
    // Where new lines are counted only, the log's end is loaded first.
    void feed?.goToEnd().catch(() => {});
    stayAtEnd();
  }, [feed, stayAtEnd]);

  useEffect(() => {
    feed?.setReader(() => {
      const hit = hitOfRow(shown, topRow.current);
      const topInLog = shown === buffer ? topRow.current : (buffer.indexOfSeq(hit?.seq ?? 0) ?? 0);
      return { following, topRow: topInLog };
    });
  }, [feed, following, shown, buffer]);

  const onFold = useCallback(
    (head: LogGroupHead) => {
      const { scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
      // Who folds something looks at it: the end should not carry it away.
      if (scrollHeight > clientHeight) pause();
      folds?.toggle(head);
    },
    [folds, pause],
  );
  const hasSteps = Object.keys(props.steps ?? {}).length > 0;
  const foldAll = () => folds?.toggleAll(topRow.current);
  const startTime = props.startTime ?? buffer.get(loaded.first)?.time ?? 0;
  const options = useMemo<RowOptions>(
    () => ({
      timeMode: view.time,
      // Rows that do not show it should not render again when it changes.
      startTime: view.time === 'relative' ? startTime : 0,
      onShowAll: setLongLine,
      onFold,
    }),
    [view.time, startTime, onFold],
  );
  const marks = marksOfView(search.rangesOf, hits.current ?? errors.current, view);

  // The other layout starts at its top: bring back the reader's row.
  const wasWrapped = useRef(wrap);
  useLayoutEffect(() => {
    if (wasWrapped.current === wrap) return;
    wasWrapped.current = wrap;
    if (!following) rows.current?.scrollToIndex(topRow.current, 'start');
  }, [wrap, following]);

  useLogHandle(props.ref, { root, buffer, feed, goTo, follow });

  const goToTop = async () => {
    pause();
    if (results === null) await feed?.goToSeq(feed.extent()?.start ?? 1).catch(() => {});
    const hit = hitOfRow(results ?? buffer, (results ?? buffer).first);
    if (hit !== null) await goTo(hit, results ?? buffer, 'start');
  };
  useLogKeys(root, props.keys ?? 'log', onAction, {
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    next: () => hits.step(1),
    previous: () => hits.step(-1),
    top: () => void goToTop(),
    end: follow,
    toggleFollow: () => (following ? pause() : follow()),
    toggleWrap: () => setWrap(!wrap),
    nextError: errors.next,
    foldAll,
    chooseNext: () => chosen.step(1, false),
    choosePrevious: () => chosen.step(-1, false),
    extendNext: () => chosen.step(1, true),
    extendPrevious: () => chosen.step(-1, true),
    help: () => setShowsHelp(true),
  });

  /** Shows other rows of the log, and the reader's one among them. */
  const show = (part: Partial<LogViewState>, where: LogBuffer | null) => {
    const hit = hits.current ?? topHit();
    change(part);
    if (hit !== null && where !== null) void goTo(hit, where);
  };
  const onFilter = (isFilter: boolean) => {
    const mode = isFilter ? 'filter' : 'highlight';
    const rows = isFilter ? search.matching : (search.ofLevels ?? buffer);
    // Who follows the end goes on following it.
    show({ mode }, following && hits.current === null ? null : rows);
  };

  const isAway = feedState.newer !== 'nothing';
  const isPart = feedState.older !== 'nothing' || isAway;
  const lastHere = isAway ? (feed?.lastNumber() ?? null) : lastNumber(buffer, loaded.end);
  const whole = isPart ? lastHere : loaded.lines;
  return (
    <div ref={root} className={styles.view}>
      {toolbar === 'full' && (
        <LogToolbar
          lines={isReady || totals.lines > 0 ? totals.lines : null}
          total={results === null ? whole : totals.lines + search.leftOut}
          whereOthersAre={
            results === null
              ? 'The others load when you get there'
              : 'Only the newest are shown; a download has all'
          }
          isEmpty={totals.end === totals.first}
          following={following}
          onFollow={(on) => (on ? follow() : pause())}
          wrap={wrap}
          onWrap={setWrap}
          timeMode={view.time}
          onTimeMode={(time) => change({ time })}
          onCopy={() => download.copy(search.selection)}
          onDownload={() => download.save(null)}
          onDownloadShown={results === null ? null : () => download.save(search.selection)}
          download={download.state}
          onFoldAll={hasSteps ? foldAll : null}
          onNextError={isPart || loaded.counts.error > 0 ? errors.next : null}
          onHelp={() => setShowsHelp(true)}
          search={
            <LogSearch
              ref={field}
              query={view.query}
              isRegex={view.isRegex}
              isFilter={view.mode === 'filter'}
              problem={search.problem}
              result={search.describe(hits.current)}
              onContext={
                results === null ? null : () => show({ mode: 'highlight', levels: [] }, buffer)
              }
              onQuery={(query) => change({ query })}
              onRegex={(isRegex) => change({ isRegex })}
              onFilter={onFilter}
              onStep={hits.step}
              onLeave={() => scroller.current?.focus()}
            />
          }
          levels={
            <LevelFilter
              counts={loaded.counts}
              isPart={isPart}
              chosen={view.levels}
              onChoose={(levels) => change({ levels })}
            />
          }
        />
      )}
      {props.hint !== undefined && <div className={styles.hint}>{props.hint}</div>}
      {chosen.problem !== null && (
        <div className={styles.hint} role="status">
          {chosen.problem}
        </div>
      )}
      {view.lines !== null && (
        <ChosenLines
          first={chosen.first}
          last={chosen.last}
          isRange={view.lines.from !== view.lines.to}
          onCopy={chosen.copy}
          onCopyLink={props.view === undefined ? null : chosen.copyLink}
          onClear={() => change({ lines: null })}
        />
      )}
      <LogStepsContext value={props.steps ?? noSteps}>
        <LogStage
          label={label}
          isLoading={state === 'loading'}
          shown={shown}
          partial={results === null && !isAway ? (props.partial ?? null) : null}
          feed={results === null ? feed : null}
          older={results === null ? feedState.older : 'nothing'}
          placeholder={
            <LogPlaceholder
              loading={state === 'loading'}
              text={results === null ? props.emptyText : search.emptyText}
            />
          }
          wrap={wrap}
          options={options}
          marks={marks}
          tail={tail}
          onFollow={follow}
          route={route}
          scroller={scroller}
          rows={rows}
          topRow={topRow}
          onMouseDown={chosen.onMouseDown}
          onClick={chosen.onClick}
        />
      </LogStepsContext>
      {props.status !== undefined && <div className={styles.status}>{props.status}</div>}
      <LogSummary snapshot={loaded} whole={whole} />
      <LongLine line={longLine} onClose={() => setLongLine(null)} />
      <LogHelp open={showsHelp} onClose={() => setShowsHelp(false)} />
    </div>
  );
}
