import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeHref } from './placeHref.ts';

const all = { files: true, assets: true };
const none = { files: false, assets: false };

describe('the address of where somebody is', () => {
  it.each([
    [{ page: 'project' }, '/projects/p1'],
    [{ page: 'activity' }, '/projects/p1/activity'],
    [{ page: 'build' }, '/projects/p1/builds'],
    [{ page: 'build', buildId: 'b1' }, '/projects/p1/builds/b1'],
    [{ page: 'log', buildId: 'b1', sequence: 430 }, '/projects/p1/builds/b1?line=430'],
    [{ page: 'runtime', sessionId: 's1', sequence: 7 }, '/runtimes/s1?line=7'],
    [{ page: 'runtime', sessionId: 's1', sequence: 7, row: 3 }, '/runtimes/s1?line=7.3'],
    [{ page: 'files', path: 'src/a b.ts', line: 12 }, '/projects/p1/files/src/a%20b.ts#L12'],
    [{ page: 'files', path: 'src/a b.ts' }, '/projects/p1/files/src/a%20b.ts'],
    [{ page: 'files' }, '/projects/p1/files'],
    [{ page: 'files', path: 'a', line: 0 }, '/projects/p1/files/a'],
    [{ page: 'files', line: 12 }, '/projects/p1/files'],
    [{ page: 'assets' }, '/projects/p1/assets'],
  ])('of %j is %s', (location, href) => {
    expect(placeHref('p1', location, all)).toBe(href);
  });

  it.each([
    { page: 'whiteboard' },
    { page: 'runtime' },
    { page: 'runtime', sessionId: '../../evil' },
    { page: 'log', buildId: 'b1/../../x' },
    { page: 'log', buildId: '//evil.example' },
    { page: 'files', path: '../../other' },
    { page: 'files', path: '/etc/passwd' },
    { page: 'files', path: 'a\\..\\b' },
    { page: 'constructor' },
  ])('is none for %j', (location) => {
    expect(placeHref('p1', location, all)).toBeNull();
  });

  it.each([{ page: 'files', path: 'a' }, { page: 'assets' }])(
    'is none where there is no such page: %j',
    (location) => expect(placeHref('p1', location, none)).toBeNull(),
  );

  it('stays on our routes, whatever comes over the wire', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '..',
        '//x',
        'javascript:alert(1)',
        'https://evil.example',
        '%2e%2e',
        '?a=b',
        '#x',
      ),
    );
    const page = fc.oneof(
      fc.constantFrom('project', 'build', 'log', 'runtime', 'files', 'assets'),
      text,
    );
    const location = fc.record(
      { page, buildId: text, sessionId: text, path: text, sequence: fc.nat(), line: fc.nat() },
      { requiredKeys: ['page'] },
    );
    fc.assert(
      fc.property(location, (at) => {
        const href = placeHref('p1', at, all);
        if (href === null) return;
        const { origin, pathname, hash } = new URL(href, 'https://slate.example');
        expect(origin).toBe('https://slate.example');
        expect(hash).toMatch(/^(#L\d+)?$/);
        expect(pathname).toMatch(/^\/(projects\/p1(\/|$)|runtimes\/[A-Za-z0-9_-]{1,64}$)/);
      }),
      { numRuns: 200 },
    );
  });
});
