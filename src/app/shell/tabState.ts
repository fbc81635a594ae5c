import { use } from 'react';
import type { Build } from '../../features/builds/model/model.ts';
import { assertNever } from '../../lib/assertNever.ts';
import type { Liveness } from '../../lib/messaging/index.ts';
import { PageMarkContext, useIcon } from './pageMark.ts';

/** A build's state in the browser's tab, in coarse steps. */
export type TabState =
  | { readonly kind: 'none' }
  | { readonly kind: 'queued' | 'passed' | 'failed' | 'cancelled' | 'stalled' | 'lost' }
  /** `tenths` of the ring are drawn; null while unknown. */
  | { readonly kind: 'running'; readonly tenths: number | null };

export function tabStateOf(build: Build | null, liveness: Liveness): TabState {
  switch (build?.status) {
    case undefined:
      return { kind: 'none' };
    case 'queued':
    case 'failed':
    case 'cancelled':
      return { kind: build.status };
    case 'completed':
      return { kind: 'passed' };
    case 'running':
      if (liveness !== 'fresh') return { kind: liveness };
      return {
        kind: 'running',
        tenths: build.percent === null ? null : Math.floor(build.percent / 10),
      };
  }
}

/** "42% · ", "Passed · ", "". */
export function titlePrefix(build: Build | null, liveness: Liveness): string {
  const { kind } = tabStateOf(build, liveness);
  switch (kind) {
    case 'none':
      return '';
    case 'running': {
      const percent = build?.percent ?? null;
      return percent === null ? 'Running · ' : `${Math.floor(percent)}% · `;
    }
    case 'queued':
      return 'Queued · ';
    case 'passed':
      return 'Passed · ';
    case 'failed':
      return 'Failed · ';
    case 'cancelled':
      return 'Cancelled · ';
    case 'stalled':
      return 'Stalled · ';
    case 'lost':
      return 'Lost · ';
    default:
      return assertNever(kind);
  }
}

/** Different shapes as well as colours, for light and dark tabs. */
const marks = {
  passed: ['#1f8f51', 'M11.2 14.2l1.8 1.8 3-3.4'],
  failed: ['#d8373f', 'M12 12l3.6 3.6M15.6 12l-3.6 3.6'],
  cancelled: ['#6b7280', 'M11.6 13.8h4.4'],
  queued: ['#6b7280', 'M13.8 11.6v2.4l1.6 1'],
  stalled: ['#a86a00', 'M13.8 11.2v3.2M13.8 16.3v.1'],
  lost: ['#6b7280', 'M13.8 11.2v3.2M13.8 16.3v.1'],
} as const;

const TILE =
  '<rect width="20" height="20" rx="5" fill="#5e5ad6"/><path d="M5.5 6.25h9M5.5 10h5.5" stroke="#fff" stroke-width="1.7" stroke-linecap="round"/>';

/** As a data URL; null is the page's own. */
export function faviconOf(state: TabState): string | null {
  const mark = markOf(state);
  if (mark === null) return null;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">${TILE}${mark}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function markOf(state: TabState): string | null {
  if (state.kind === 'none') return null;
  if (state.kind === 'running') {
    // The circumference is 20.
    const drawn = state.tenths === null ? 5 : state.tenths * 2;
    const ring = `cx="13.8" cy="13.8" r="3.183" fill="none" stroke-width="2.4"`;
    return `<circle cx="13.8" cy="13.8" r="6.2" fill="#fff"/><circle ${ring} stroke="#bcd6f9"/><circle ${ring} stroke="#1d6fd8" stroke-dasharray="${drawn} 20" transform="rotate(-90 13.8 13.8)"/>`;
  }
  const [colour, path] = marks[state.kind];
  return `<circle cx="13.8" cy="13.8" r="6.2" fill="#fff"/><circle cx="13.8" cy="13.8" r="5" fill="${colour}"/><path d="${path}" fill="none" stroke="#fff" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** Shows a build's state in the tab's icon. */
export function useTabIcon(build: Build | null, liveness: Liveness): void {
  const isMarked = use(PageMarkContext) !== null;
  const icon = isMarked ? null : faviconOf(tabStateOf(build, liveness));
  useIcon(icon);
}
