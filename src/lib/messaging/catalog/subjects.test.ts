import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMessagingError } from '../errors.ts';
import { slateCatalog } from '../../../catalogs/slate/events.ts';
import { slateSubjects } from '../../../catalogs/slate/subjects.ts';
import {
  assertPattern,
  fillTemplate,
  isToken,
  narrow,
  parseSubject,
  patternsOverlap,
  subjectMatches,
  TOKEN_PATTERN,
} from './subjects.ts';

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const hostile = fc.constantFrom(
  '',
  'a b',
  'a\r\nPUB slate.admin.pwned 2\r\nhi\r\n',
  'a\n',
  '*',
  '>',
  '.',
  'a.b',
  'ü',
  'a\u0000',
  'x'.repeat(65),
  'x'.repeat(10_000),
);
const noToken = fc
  .oneof(hostile, fc.string(), fc.string({ unit: 'binary' }))
  .filter((text) => !TOKEN_PATTERN.test(text));

type Builder = (...ids: string[]) => string;
const builders = Object.entries(slateSubjects).flatMap(([resource, actions]) =>
  Object.entries(actions as unknown as Record<string, Builder>).map(
    ([action, build]) => [`${resource}.${action}`, build] as const,
  ),
);

function codeOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return isMessagingError(error) ? error.code : 'another error';
  }
}

describe.each(builders)('subjects.%s', (_, build) => {
  it('makes a subject of tokens', () => {
    fc.assert(
      fc.property(token, token, (a, b) => {
        const subject = build(a, b);
        expect(subject.split('.').every((part) => isToken(part) || part === '*')).toBe(true);
        expect(
          slateCatalog.find(subject.replaceAll('*', 'x')) ?? subject.includes('*'),
        ).toBeTruthy();
      }),
      { numRuns: 20 },
    );
  });

  it('throws invalid-token for anything else, at every place', () => {
    fc.assert(
      fc.property(noToken, token, (bad, good) => {
        const places = Array.from({ length: build.length }, (__, place) => place);
        for (const place of places) {
          const ids = places.map((index) => (index === place ? bad : good));
          expect(codeOf(() => build(...ids))).toBe('invalid-token');
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each([undefined, null, 5, {}, [], Symbol('s'), 10n])('throws for %o', (value) => {
    expect(codeOf(() => build(value as never, 'u'))).toBe('invalid-token');
  });
});

const templates = [
  'slate.build.log.{projectId}',
  'slate.editor.cursor.{userId}.{fileId}',
  'freelancer.{freelancerId}.opportunity.{projectId}.available',
] as const;

describe('templates', () => {
  it.each(templates)('parse after fill gives the ids of %s', (template) => {
    fc.assert(
      fc.property(token, token, (a, b) => {
        const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
        const ids = Object.fromEntries(names.map((name, index) => [name, index === 0 ? a : b]));
        const subject = fillTemplate(template, ids as never);
        expect(parseSubject(template, subject)).toEqual(ids);
      }),
    );
  });

  it('parses nothing that it did not make', () => {
    expect(parseSubject('slate.build.log.{projectId}', 'slate.build.log')).toBeNull();
    expect(parseSubject('slate.build.log.{projectId}', 'slate.build.log.a.b')).toBeNull();
    expect(parseSubject('slate.build.log.{projectId}', 'slate.build.logs.a')).toBeNull();
    expect(parseSubject('slate.build.log.{projectId}', 'slate.build.log.*')).toBeNull();
    expect(parseSubject('slate.build.log.{projectId}', 'slate.build.log.')).toBeNull();
  });
});

/** NATS matching as a regular expression: slow, and obviously right. */
function referenceMatches(pattern: string, subject: string): boolean {
  const parts = pattern
    .split('.')
    .map((part) => (part === '*' ? '[^.]+' : part === '>' ? '[^.]+(?:\\.[^.]+)*' : part));
  return new RegExp(`^${parts.join('\\.')}$`).test(subject);
}

const word = fc.constantFrom('a', 'b', 'c');
const subject = fc.array(word, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, open]) => [...parts, ...(open ? ['>'] : [])].join('.'));

describe('wildcards', () => {
  it('match as NATS does', () => {
    fc.assert(
      fc.property(pattern, subject, (p, s) => {
        expect(subjectMatches(p, s)).toBe(referenceMatches(p, s));
      }),
      { numRuns: 2_000 },
    );
  });

  it('overlap is symmetric, and true whenever one subject matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, subject, (a, b, s) => {
        expect(patternsOverlap(a, b)).toBe(patternsOverlap(b, a));
        if (subjectMatches(a, s) && subjectMatches(b, s)) expect(patternsOverlap(a, b)).toBe(true);
        expect(patternsOverlap(a, s)).toBe(subjectMatches(a, s));
      }),
      { numRuns: 2_000 },
    );
  });

  it('a narrowed subject matches exactly what both match', () => {
    const wildcard = fc
      .array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(pattern, wildcard, subject, (wanted, stored, s) => {
        fc.pre(patternsOverlap(wanted, stored));
        const both = subjectMatches(wanted, s) && subjectMatches(stored, s);
        expect(subjectMatches(narrow(wanted, stored), s)).toBe(both);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['slate.build.*.p1', 'slate.>', '>', '*', 'a'])('%s can be subscribed to', (fine) => {
    expect(assertPattern(fine)).toBe(fine);
  });

  it.each(['', 'a.', '.a', 'a..b', 'a.>.b', 'a b', 'a\r\n', 'a.*b', 'a.b>'])('%j can’t', (bad) => {
    expect(codeOf(() => assertPattern(bad))).toBe('invalid-token');
  });
});
