import { describe, expect, it } from 'vitest';
import { livenessAfter, silentMs } from './liveness.ts';
import { type ConnectionState, initialConnection } from './connection/status.ts';

const live = (since: number, silentSince: number | null): ConnectionState => ({
  status: 'live',
  since,
  silentSince,
  rttMs: null,
  jetstream: 'on',
  serverName: 's',
  serverVersion: '2',
});

describe('livenessAfter', () => {
  it.each([
    [0, 'fresh'],
    [30_000, 'fresh'],
    [30_001, 'stalled'],
    [120_000, 'stalled'],
    [120_001, 'lost'],
  ] as const)('%i ms of silence with a heartbeat of 10 s: %s', (ms, liveness) => {
    expect(livenessAfter(ms, 10_000)).toBe(liveness);
  });
});

describe('silentMs', () => {
  it('says nothing without a connection', () => {
    expect(silentMs(initialConnection(1), 1, 100)).toBeNull();
  });

  it('counts from the last sign, also from one before this page was opened', () => {
    expect(silentMs(live(50, null), 10, 100)).toBe(90);
    expect(silentMs(live(50, null), 70, 100)).toBe(30);
  });

  it('leaves out the time in which nothing could come in', () => {
    expect(silentMs(live(50, 20), 10, 100)).toBe(60);
    expect(silentMs(live(50, 20), 30, 100)).toBe(50);
    expect(silentMs(live(50, 20), 70, 100)).toBe(30);
  });

  it('is never negative, whatever a clock does', () => {
    expect(silentMs(live(50, 20), 200, 100)).toBe(0);
  });
});
