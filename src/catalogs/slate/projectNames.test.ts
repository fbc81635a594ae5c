import { describe, expect, it } from 'vitest';
import { cleanProjectName, projectIdOf } from './projectNames.ts';
import { isToken } from '../../lib/messaging/catalog/subjects.ts';

describe('a project’s name', () => {
  it.each([
    ['  My  app\n', 'My app'],
    ['a\u0000b\u202ec', 'a b c'],
    ['网站 🚀', '网站 🚀'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['😀'.repeat(100), '😀'.repeat(100)],
  ])('%j is kept as %j', (text, clean) => {
    expect(cleanProjectName(text)).toBe(clean);
  });

  it.each(['', ' \t\u200b', 'x'.repeat(101), '😀'.repeat(101)])('%j is none', (text) => {
    expect(cleanProjectName(text)).toBeNull();
  });
});

describe('the id of a name', () => {
  it.each([
    ['My app', 'my-app'],
    ['Café  Menu!', 'cafe-menu'],
    ['--a_b--', 'a_b'],
    ['../../etc/passwd', 'etc-passwd'],
    ['网站', 'project'],
    ['', 'project'],
    [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
  ])('of %j is %j', (name, id) => {
    expect(projectIdOf(name)).toBe(id);
    expect(isToken(id)).toBe(true);
  });

  it('has a number if it is taken, within 64 characters', () => {
    expect(projectIdOf('Web', new Set(['web', 'web-2']))).toBe('web-3');
    const long = 'x'.repeat(64);
    expect(projectIdOf(long, new Set([long]))).toBe(`${'x'.repeat(62)}-2`);
  });
});
