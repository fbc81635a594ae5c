import { describe, expect, it } from 'vitest';
import { MessagingError } from '../../../lib/messaging/index.ts';
import { checkName } from './checkName.ts';
import { conflictOf } from './conflict.ts';

describe('what somebody types as a name', () => {
  it('is cleaned', () => {
    expect(checkName('  Web   shop ')).toEqual({ ok: true, name: 'Web shop' });
  });

  it.each(['', '  ', '\u200b', 'x'.repeat(101)])('is refused in words: %j', (text) => {
    expect(checkName(text)).toMatchObject({ ok: false, problem: expect.any(String) });
  });
});

describe('a conflict', () => {
  const details = {
    theirs: { name: 'A', revision: 4, updatedAt: 1, updatedBy: 'Ada' },
    yours: { name: 'B', revision: 3 },
  };
  const refusal = (reason: string, given: unknown) =>
    new MessagingError('rejected', 'no', { reason, details: given });

  it('has both versions', () => {
    expect(conflictOf(refusal('changed', details))).toEqual(details);
  });

  it('is nothing else', () => {
    expect(conflictOf(refusal('conflict', details))).toBeNull();
    expect(conflictOf(refusal('changed', { theirs: { name: 7 } }))).toBeNull();
    expect(conflictOf(refusal('changed', undefined))).toBeNull();
    expect(conflictOf(new MessagingError('timeout', 'late'))).toBeNull();
    expect(conflictOf(null)).toBeNull();
  });
});
