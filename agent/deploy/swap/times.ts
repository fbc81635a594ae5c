/** How long each part of a swap may take, in milliseconds. */
export interface SwapTimes {
  /** Of a new process, until it is healthy. */
  readonly healthyMs: number;
  /** How long the old process is kept to go back to. */
  readonly keptMs: number;
  /** How long a process that is replaced may answer what it has begun. */
  readonly drainMs: number;
  /** Between two health checks of a process that starts or was just switched to. */
  readonly checkMs: number;
  /** Between two health checks of any other. */
  readonly calmCheckMs: number;
}

export const swapTimes: SwapTimes = {
  healthyMs: 30_000,
  keptMs: 10_000,
  drainMs: 60_000,
  checkMs: 500,
  calmCheckMs: 5_000,
};
