import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob, globProblem } from './globs.ts';

test.each<[pattern: string, matches: string[], others: string[]]>([
  ['dist/app.js', ['dist/app.js'], ['dist/appxjs', 'dist/app.js.map', 'a/dist/app.js']],
  ['dist/*.js', ['dist/app.js', 'dist/.js'], ['dist/a/app.js', 'dist/app.mjs']],
  ['dist/**', ['dist/app.js', 'dist/a/b.css'], ['dist', 'distant/a']],
  ['dist/', ['dist/app.js', 'dist/a/b.css'], ['dist']],
  ['./report.?ml', ['report.xml', 'report.yml'], ['report.ml', 'report.html']],
  ['**/*.log', ['a.log', 'a/b/c.log'], ['a.logs']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz']],
  ['(a|b)+[c].$', ['(a|b)+[c].$'], ['a', 'ac.']],
])('%s', (pattern, matches, others) => {
  const glob = compileGlob(pattern);
  expect(matches.filter((path) => !glob.matches(path))).toEqual([]);
  expect(others.filter((path) => glob.matches(path))).toEqual([]);
});

test.each([
  ['dist/**/*.js', 'dist'],
  ['a/b/c.txt', 'a/b'],
  ['*.txt', ''],
  ['dist/', 'dist'],
])('%s is searched below "%s"', (pattern, base) => {
  expect(compileGlob(pattern).base).toBe(base);
});

test.each([
  ['../secrets', 'inside'],
  ['a/../../b', 'inside'],
  ['/etc/passwd', 'relative'],
  ['C:/x', 'relative'],
  ['a\\b', '“/”'],
])('%s is refused', (pattern, why) => {
  expect(globProblem(pattern)).toContain(why);
});

test('a path matches itself, whatever its characters', () => {
  const name = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((s) => !/[/*?\\]|^\.+$/.test(s));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      expect(compileGlob(names.join('/')).matches(names.join('/'))).toBe(true);
    }),
  );
});

test.each([
  [`${'*'.repeat(60)}b`, 'a'.repeat(5_000)],
  [`${'*a'.repeat(30)}b`, 'a'.repeat(250)],
  [`${'**/'.repeat(30)}b`, `${'a/'.repeat(40)}a`],
  [`${'**/a/'.repeat(15)}b`, `${'a/'.repeat(60)}a`],
])('a pattern of many stars is answered: %s', (pattern, path) => {
  expect(compileGlob(pattern).matches(path)).toBe(false);
});

test('stars are tried again until the rest fits', () => {
  expect(compileGlob('**/a/*b*/c.??').matches('x/a/b/d/a/abba/c.js')).toBe(true);
});
