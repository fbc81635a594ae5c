const FIRST_RETRY_MAX_MS = 250;
/** For this long a restarting server is tried about once a second. */
const EAGER_PERIOD_MS = 60_000;
const EAGER_MIN_MS = 800;
const EAGER_SPREAD_MS = 400;
const MAX_DELAY_MS = 30_000;

/**
 * The delay before the next dial. Jitter keeps a thousand pages from returning at the same instant.
 * @param failures attempts that failed since the connection was lost, `downMs` ago
 * @param random 0 to 1
 */
export function retryDelayMs(failures: number, downMs: number, random: number): number {
  if (failures === 0) return random * FIRST_RETRY_MAX_MS;
  if (downMs < EAGER_PERIOD_MS) return EAGER_MIN_MS + random * EAGER_SPREAD_MS;
  const doublings = Math.log2(downMs / EAGER_PERIOD_MS);
  const ceiling = Math.min(MAX_DELAY_MS, 2_000 * 2 ** (1 + doublings));
  return FIRST_RETRY_MAX_MS + random * (ceiling - FIRST_RETRY_MAX_MS);
}
