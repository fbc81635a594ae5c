import { describe, expect, it } from 'vitest';
import { gapMarker, logLine } from './eventRows.ts';

describe('logLine', () => {
  it('takes the fields that an event has', () => {
    const data = { message: 'hi', level: 'warn', stream: 'stderr', step: 'Test' } as const;
    expect(logLine({ timestamp: 5, data }, 9)).toEqual({ time: 5, seq: 9, ...data });
    expect(logLine({ timestamp: 5, data: { message: 'hi' } }, undefined)).toEqual({
      time: 5,
      message: 'hi',
      level: 'info',
    });
  });

  it('survives a log event without data', () => {
    expect(logLine({ timestamp: 5 }, 1)).toMatchObject({ message: '', level: 'info' });
  });
});

describe('gapMarker', () => {
  it('says how much is missing, if the server can tell, and why', () => {
    expect(gapMarker({ reason: 'expired', missing: 1_200 }, 7)).toEqual({
      kind: 'marker',
      text: 'Lines may be missing (up to 1,200): the server no longer keeps them.',
      time: 7,
      tone: 'warning',
    });
    expect(gapMarker({ reason: 'stream-recreated', missing: null }, 7).text).toMatch(
      /^Lines may be missing:/,
    );
  });
});
