// What every page of the benchmark measures of itself, the same way in each.

/** Where the bench sends a page, by its address's query. */
export interface PageTask {
  readonly natsUrl: string;
  readonly projectId: string;
  readonly buildId: string;
}

/** What was seen from `begin` until the last line was painted, or until now. Times by the wall clock. */
export interface ProbeReport {
  /** Milliseconds between two animation frames, each. */
  readonly frames: readonly number[];
  /** Tasks of more than 50 ms. */
  readonly longTasks: { readonly count: number; readonly totalMs: number };
  /** In each frame that showed newer lines: the newest one's number, and when the frame was painted. */
  readonly painted: readonly (readonly [line: number, at: number])[];
  /** Two animation frames after the last line was on the page. Null: it is not. */
  readonly lastPaintedAt: number | null;
}

/** Held by the page as `window.bench`. */
export interface PageBench {
  /** The number of the newest line seen so far; -1 before the first. */
  newest(): number;
  /** Starts to measure, until `lastLine` is painted. */
  begin(lastLine: number): void;
  isDone(): boolean;
  report(): ProbeReport;
  /** Text of every line that the page holds; null where a page keeps none. */
  held(): readonly string[] | null;
  /** For pages that wait to be told: reads what is stored. @returns when it began */
  open?(): number;
}

declare global {
  interface Window {
    bench?: PageBench;
  }
}

export function readTask(): PageTask {
  const query = new URLSearchParams(location.search);
  const get = (name: keyof PageTask) => query.get(name) ?? '';
  return { natsUrl: get('natsUrl'), projectId: get('projectId'), buildId: get('buildId') };
}

export interface ProbeOptions {
  /** The newest line in the document; called in each frame after its layout, just before its paint. */
  readonly newestShown: () => number;
  readonly held: () => readonly string[] | null;
  readonly open?: () => void;
  /** The page shows nothing: it is done when `arrived` is told of the last line. */
  readonly paintsNothing?: boolean;
}

/** Starts to watch this page's frames. From here on the bench may publish: subscribe before. */
export function startProbe({ newestShown, held, open, paintsNothing }: ProbeOptions): {
  arrived(line: number): void;
} {
  let newest = -1;
  let lastLine = Number.POSITIVE_INFINITY;
  let lastPaintedAt: number | null = null;
  let measuring = false;
  let frames: number[] = [];
  let painted: (readonly [number, number])[] = [];
  let longTasks = { count: 0, totalMs: 0 };
  let lastFrameAt = 0;

  // A box that changes its size in each frame is told of after layout and before paint.
  const box = document.createElement('i');
  box.style.cssText = 'position:fixed;top:0;left:0;height:1px;contain:strict;visibility:hidden';
  document.body.append(box);
  let wide = false;

  // Only while it is asked for: a frame that the page itself would not paint is work of the bench.
  const onFrame = (now: number) => {
    if (!measuring) return;
    if (lastFrameAt > 0) frames.push(now - lastFrameAt);
    lastFrameAt = now;
    wide = !wide;
    box.style.width = wide ? '2px' : '1px';
    requestAnimationFrame(onFrame);
  };
  const afterPaint = new MessageChannel();
  new ResizeObserver(() => afterPaint.port1.postMessage(newestShown())).observe(box);
  afterPaint.port2.addEventListener('message', ({ data }: MessageEvent<number>) => {
    if (data <= newest) return;
    newest = data;
    if (!measuring) return;
    painted.push([data, Date.now()]);
    if (data < lastLine || paintsNothing) return;
    requestAnimationFrame(() => requestAnimationFrame(finish));
  });
  afterPaint.port2.start();
  const finish = () => {
    lastPaintedAt = Date.now();
    measuring = false;
  };
  new PerformanceObserver((list) => {
    if (!measuring) return;
    for (const { duration } of list.getEntries()) {
      longTasks = { count: longTasks.count + 1, totalMs: longTasks.totalMs + duration };
    }
  }).observe({ type: 'longtask' });

  const begin = (line: number) => {
    newest = newestShown();
    lastLine = line;
    lastPaintedAt = null;
    lastFrameAt = 0;
    frames = [];
    painted = [];
    longTasks = { count: 0, totalMs: 0 };
    if (!measuring) requestAnimationFrame(onFrame);
    measuring = true;
  };
  window.bench = {
    newest: newestShown,
    begin,
    isDone: () => lastPaintedAt !== null,
    report: () => ({ frames, longTasks, painted, lastPaintedAt }),
    held,
    ...(open && {
      open() {
        const at = Date.now();
        open();
        return at;
      },
    }),
  };
  return {
    arrived(line) {
      if (measuring && line === lastLine) finish();
    },
  };
}
