/** Counts requests and tells how the last second went. */
export function createStats(now = () => performance.now()) {
  const since = now();
  let served = 0;
  let failed = 0;
  let recent = [];

  return {
    record(status, milliseconds) {
      served += 1;
      if (status >= 400) failed += 1;
      recent.push(milliseconds);
    },
    /** The figures so far; the times are of the requests since the last call. */
    take() {
      const times = recent.sort((a, b) => a - b);
      recent = [];
      return {
        served,
        failed,
        recent: times.length,
        p95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
        uptimeSeconds: Math.round((now() - since) / 1000),
        memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
      };
    },
  };
}
