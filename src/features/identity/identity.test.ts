import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isToken } from '../../lib/messaging/index.ts';
import { checkName, loadIdentity, makeIdentity, saveIdentity } from './identity.ts';

describe('identity', () => {
  it('makes a subject token of any name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        expect(isToken(makeIdentity(name, 'abcd1234').userId)).toBe(true);
      }),
    );
  });

  it('keeps a name readable in its token', () => {
    expect(makeIdentity('Ada Lovelace', '12345678').userId).toBe('ada-lovelace-12345678');
  });

  it('asks for a name when there is none, or too much of it', () => {
    expect(checkName('   ')).toMatchObject({ ok: false });
    expect(checkName('x'.repeat(41))).toMatchObject({ ok: false });
    expect(checkName('  Ada   L ')).toEqual({ ok: true, name: 'Ada L' });
  });

  it('asks for a name that others can see', () => {
    for (const unseen of ['\u200b', '\u3164', ' \u202e\u200d ']) {
      expect(checkName(unseen)).toEqual({
        ok: false,
        error: 'Use characters that others can see.',
      });
      const kept = JSON.stringify({ name: unseen, userId: 'u1' });
      expect(loadIdentity({ getItem: () => kept })).toBeNull();
    }
    expect(checkName('\u202eAda')).toEqual({ ok: true, name: 'Ada' });
  });

  it('survives a reload, and damaged or blocked storage', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const ada = makeIdentity('Ada', 'abcd1234');
    saveIdentity(storage, ada);
    expect(loadIdentity(storage)).toEqual(ada);
    for (const bad of ['{', '{"name":"A","userId":"a b"}', 'null', '{"__proto__":{}}']) {
      expect(loadIdentity({ getItem: () => bad })).toBeNull();
    }
    const blocked = {
      getItem: () => {
        throw new Error('blocked');
      },
      setItem: () => {
        throw new Error('blocked');
      },
    };
    expect(loadIdentity(blocked)).toBeNull();
    expect(() => saveIdentity(blocked, ada)).not.toThrow();
  });
});
