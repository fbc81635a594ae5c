import { LIBRARY_STREAM } from '../../catalogs/library/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import { applySwapEvents, type SwapHistory } from './model.ts';

const noSwaps: SwapHistory = {};
/** Their subjects name no project: some of these are of others. */
const WINDOW = 1_000;

/** The last swaps of all projects. */
export const swapsView = defineView({
  name: 'swaps',
  subject: () => 'library.*.*' as const,
  stream: LIBRARY_STREAM,
  from: { last: WINDOW },
  initial: noSwaps,
  reduce: (history, deliveries) => applySwapEvents(history, deliveries),
});
