import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slateCatalog } from '../../catalogs/slate/index.ts';
import { parseJson, type TappedMessage } from '../messaging/index.ts';
import {
  formatFilter,
  matcher,
  type MessageFilter,
  noFilter,
  parseFilter,
  verdictKinds,
} from './filter.ts';
import { Inspector, type InspectorOptions } from './Inspector.ts';
import { toNdjson } from './ndjson.ts';
import { SubjectTree } from './SubjectTree.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const message = (
  subject: string,
  body: string | Uint8Array = '{}',
  more: Partial<TappedMessage> = {},
): TappedMessage => ({
  subject,
  body: typeof body === 'string' ? encode(body) : body,
  headers: undefined,
  reply: undefined,
  receivedAt: 0,
  redirected: false,
  ...more,
});
const inspector = (limits: InspectorOptions['limits'] = {}) =>
  new Inspector({ catalog: slateCatalog, random: () => 0.5, limits });
const settle = (one: Inspector, now = 1_000) => {
  while (one.commit(now)) now += 1;
};
const subjects = (one: Inspector) => [...one.shown()].map(({ subject }) => subject);
const progress = (percent: unknown, projectId = 'p1') =>
  message(
    `slate.build.progress.${projectId}`,
    JSON.stringify({ type: 'progress', projectId, timestamp: 1, data: { percent } }),
  );

describe('what is kept', () => {
  it('is a copy of the newest, within a number and a size; all is counted', () => {
    const one = inspector({ ring: { messages: 3, bytes: 1e6 } });
    const body = encode('{"a":1}');
    for (const n of [1, 2, 3, 4, 5]) one.take(message(`a.${n}`, body));
    body.fill(0);
    settle(one);
    expect(subjects(one)).toEqual(['a.3', 'a.4', 'a.5']);
    expect(one.row(0)?.body).toEqual(encode('{"a":1}'));
    expect(one.getSnapshot()).toMatchObject({ messages: 5, bytes: 35, kept: 3, evicted: 2 });
  });

  it('counts headers, so that they fill no memory unseen', () => {
    const one = inspector({ ring: { messages: 100, bytes: 10_000 } });
    const headers = () => ({ big: ['x'.repeat(4_000)] });
    for (let n = 0; n < 10; n++) one.take(message('a', '', { headers }));
    settle(one);
    expect(one.getSnapshot()).toMatchObject({ kept: 2, evicted: 8 });
  });

  it('is one message at least, however large', () => {
    const one = inspector({ ring: { messages: 100, bytes: 1_000 } });
    one.take(message('a', 'x'.repeat(50)));
    one.take(message('b', 'x'.repeat(5_000)));
    settle(one);
    expect(subjects(one)).toEqual(['b']);
  });
});

describe('a flood', () => {
  it('of 50,000 a second is counted exactly, sampled, and held within the limits', () => {
    const one = inspector();
    const body = encode(JSON.stringify({ n: 1, text: 'x'.repeat(100) }));
    const perMs = 50;
    const total = 600_000;
    let most = { kept: 0, bytes: 0, rows: 0 };
    for (let n = 0; n < total; n++) {
      const now = 1_000 + Math.floor(n / perMs);
      one.take(message(`slate.build.log.p${n % 20}`, body, { receivedAt: now }));
      if (n % (perMs * 16) !== 0) continue;
      one.commit(now);
      const { kept, keptBytes, rows } = one.getSnapshot();
      most = {
        kept: Math.max(most.kept, kept),
        bytes: Math.max(most.bytes, keptBytes),
        rows: Math.max(most.rows, rows),
      };
    }
    settle(one, 20_000);
    const shown = one.getSnapshot();
    expect(shown).toMatchObject({ messages: total, bytes: total * body.length, unfiltered: 0 });
    expect(one.tree.rows(() => true).total.messages).toBe(total);
    expect(shown.kept + shown.evicted + shown.skipped).toBe(total);
    expect(shown.oneIn).toBeGreaterThan(2);
    expect(shown.skipped).toBeGreaterThan(total / 2);
    expect(most.kept).toBeLessThanOrEqual(20_000);
    expect(most.rows).toBeLessThanOrEqual(20_000);
    expect(most.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
  });

  it('that is short is kept whole', () => {
    const one = inspector();
    for (let n = 0; n < 3_000; n++) one.take(message('a', '{}', { receivedAt: 5 }));
    expect(one.commit(10)).toBe(false);
    settle(one);
    expect(one.getSnapshot()).toMatchObject({ messages: 3_000, kept: 3_000, skipped: 0 });
  });

  it('leaves all messages again when it is over', () => {
    const one = inspector();
    let now = 1_000;
    for (let n = 0; n < 100_000; n++) one.take(message('a', '{}', { receivedAt: now + n / 50 }));
    now += 60_000;
    settle(one, now);
    const { skipped } = one.getSnapshot();
    for (let n = 0; n < 100; n++) one.take(message('b', '{}', { receivedAt: now + n * 20 }));
    settle(one, now + 5_000);
    expect(one.getSnapshot()).toMatchObject({ skipped, oneIn: 1 });
  });
});

describe('a pause', () => {
  it('freezes the view, not the tap', () => {
    const one = inspector();
    one.take(message('a.1'));
    settle(one);
    one.pause();
    one.take(message('a.2'));
    one.take(message('a.3'));
    settle(one);
    expect(subjects(one)).toEqual(['a.1']);
    expect(one.getSnapshot().view).toEqual({ kind: 'paused', newer: 2, gone: 0 });
    one.resume();
    settle(one);
    expect(subjects(one)).toEqual(['a.1', 'a.2', 'a.3']);
  });

  it('counts what was pushed out meanwhile, and moves no row', () => {
    const one = inspector({ ring: { messages: 3, bytes: 1e6 } });
    for (const n of [1, 2, 3]) one.take(message(`a.${n}`));
    settle(one);
    one.pause();
    for (const n of [4, 5]) one.take(message(`a.${n}`));
    settle(one);
    expect(one.getSnapshot()).toMatchObject({ rows: 3, view: { newer: 2, gone: 2 } });
    expect([0, 1, 2].map((row) => one.row(row)?.subject)).toEqual([undefined, undefined, 'a.3']);
    one.resume();
    settle(one);
    expect(subjects(one)).toEqual(['a.3', 'a.4', 'a.5']);
  });
});

describe('a filter', () => {
  it.each<[string, readonly string[]]>([
    ['verdict:invalid', ['x']],
    ['verdict:unknown', ['weather']],
    ['type:build.progress', ['5', 'x']],
    ['type:build.progress verdict:valid', ['5']],
    ['subject:slate.build.>', ['5', 'x']],
    ['SUNNY', ['weather']],
    ['"very sunny"', ['weather']],
    ['nothing', []],
  ])('%s', (text, expected) => {
    const one = inspector();
    one.take(progress(5));
    one.take(progress('x'));
    one.take(message('weather', '{"sky":"very sunny"}'));
    const parsed = parseFilter(text);
    if (parsed.ok) one.setFilter(parsed.filter);
    settle(one);
    const names = [...one.shown()].map(({ subject, body }) =>
      subject === 'weather'
        ? subject
        : String(/"percent":"?(\w+)/.exec(new TextDecoder().decode(body))?.[1]),
    );
    expect(names).toEqual(expected);
  });

  it('looks at the newest first, a part with each commit', () => {
    const one = inspector({ sampler: { perWindow: 1, burst: 50_000 } });
    for (let n = 0; n < 10_000; n++) one.take(message(`a.${n}`));
    settle(one);
    one.setFilter({ ...noFilter, texts: ['a.'] });
    expect(one.commit(0)).toBe(true);
    const { rows, unfiltered } = one.getSnapshot();
    expect(rows + unfiltered).toBe(10_000);
    expect(one.row(rows - 1)?.subject).toBe('a.9999');
    settle(one);
    expect(one.getSnapshot()).toMatchObject({ rows: 10_000, unfiltered: 0 });
    expect(one.row(0)?.subject).toBe('a.0');
  });

  it.each([
    ['verdict:maybe', 'maybe'],
    ['subject:a..b', 'a..b'],
  ])('that can’t be read says so: %s', (text, what) => {
    const parsed = parseFilter(text);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(`“${what}”`) });
  });

  const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,5}$/);
  const filters: fc.Arbitrary<MessageFilter> = fc.record({
    subjects: fc.array(
      fc.oneof(
        token,
        token.map((t) => `${t}.>`),
        token.map((t) => `*.${t}`),
      ),
    ),
    types: fc.array(token.map((t) => `a.${t}`)),
    verdicts: fc.uniqueArray(fc.constantFrom(...verdictKinds)),
    texts: fc.array(fc.string({ minLength: 1 })),
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(formatFilter(filter))).toEqual({ ok: true, filter });
      }),
    );
  });

  it('any text is read as a filter or refused, and never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseFilter(text)));
  });

  type Step =
    | { kind: 'take'; subject: string; percent: number | string }
    | { kind: 'filter'; filter: MessageFilter }
    | { kind: 'commit' | 'pause' | 'resume' | 'clear' };
  const steps: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('take' as const),
        subject: fc.constantFrom('p1', 'p2'),
        percent: fc.oneof(fc.nat(100), fc.constant('x')),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('filter' as const),
        filter: fc.constantFrom<MessageFilter>(
          noFilter,
          { ...noFilter, subjects: ['slate.build.*.p1'] },
          { ...noFilter, verdicts: ['invalid'] },
          { ...noFilter, texts: ['"percent":7'] },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom('commit', 'pause', 'resume', 'clear') }),
    },
  );

  it('shows what it lets through, whatever came before it and whenever it was set', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (run) => {
        const one = inspector({ ring: { messages: 8, bytes: 1e6 } });
        let filter = noFilter;
        let all: TappedMessage[] = [];
        let counted = 0;
        for (const step of run) {
          if (step.kind === 'take') {
            const made = progress(step.percent, step.subject);
            one.take(made);
            all.push(made);
            counted += 1;
          } else if (step.kind === 'filter') {
            filter = step.filter;
            one.setFilter(filter);
          } else if (step.kind === 'clear') {
            one.clear();
            all = [];
            counted = 0;
          } else if (step.kind === 'commit') one.commit(0);
          else one[step.kind]();
        }
        one.resume();
        settle(one);
        const matches = matcher(filter, (kept) => one.labelOf(kept));
        const expected = all.slice(-8).filter((made) => matches(made as never));
        expect([...one.shown()].map(({ body }) => body)).toEqual(expected.map(({ body }) => body));
        expect(one.getSnapshot()).toMatchObject({ messages: counted, unfiltered: 0 });
      }),
    );
  });
});

describe('the subject tree', () => {
  it('adds up below each branch, with rate and last time', () => {
    const tree = new SubjectTree();
    tree.tick(1_000);
    tree.count('slate.build.log.p1', 10, 1_500);
    tree.count('slate.build.log.p2', 10, 1_700);
    tree.count('slate.build', 10, 1_600);
    expect(tree.tick(2_000)).toBe(true);
    const { rows } = tree.rows((path) => path !== 'slate.build.log');
    expect(rows.map(({ path, messages, rate, lastAt }) => [path, messages, rate, lastAt])).toEqual([
      ['slate', 3, 3, 1_700],
      ['slate.build', 3, 3, 1_700],
      ['slate.build.log', 2, 2, 1_700],
    ]);
    expect(tree.tick(3_000)).toBe(true);
    expect(tree.rows(() => true).total.rate).toBe(0);
    expect(tree.tick(4_000)).toBe(false);
  });

  it('counts every message within its limits, whatever the subjects are', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'é');
    const subject = fc.array(word, { minLength: 1, maxLength: 20 }).map((all) => all.join('.'));
    fc.assert(
      fc.property(fc.array(subject), (all) => {
        const tree = new SubjectTree({ nodes: 12, children: 3 });
        for (const one of all) tree.count(one, 1, 1);
        const { total, rows } = tree.rows(() => true);
        expect(total.messages).toBe(all.length);
        expect(total.bytes).toBe(all.length);
        expect(rows.length).toBe(tree.size);
        expect(tree.size).toBeLessThanOrEqual(12);
        const parents = rows.map(({ path }) => path.split('.').slice(0, -1).join('.'));
        for (const parent of parents) {
          expect(parents.filter((one) => one === parent).length).toBeLessThanOrEqual(3);
        }
        for (const { path, messages, other } of rows) {
          const below = all.filter((one) => one === path || one.startsWith(`${path}.`));
          expect(messages).toBeLessThanOrEqual(below.length);
          if (other === 0 && total.other === 0 && rows.every((row) => row.other === 0)) {
            expect(messages).toBe(below.length);
          }
        }
      }),
    );
  });
});

describe('an export', () => {
  it('has a line for each message that is shown, with its body as it came', async () => {
    const one = inspector();
    one.take(message('a', '{"big": 12345678901234567890,\n "b": "x\\ny"}', { reply: '_INBOX.1' }));
    one.take(message('b', Uint8Array.of(255, 0), { headers: () => ({ Via: ['x', 'y'] }) }));
    one.take(message('c', 'no\njson'));
    one.take(message('hidden'));
    const parsed = parseFilter('subject:a,b,c');
    if (parsed.ok) one.setFilter(parsed.filter);
    settle(one);
    const blob = await toNdjson(
      one.shown(),
      (kept) => one.labelOf(kept),
      async () => {},
    );
    const lines = (await blob.text()).trimEnd().split('\n');
    expect(lines[0]).toContain('12345678901234567890');
    expect(lines.map(parseJson)).toEqual([
      expect.objectContaining({ subject: 'a', reply: '_INBOX.1', verdict: 'unknown' }),
      expect.objectContaining({
        subject: 'b',
        headers: { Via: ['x', 'y'] },
        base64: '/wA=',
        size: 2,
      }),
      expect.objectContaining({ subject: 'c', text: 'no\njson' }),
    ]);
  });

  it('is always JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.json().map(encode), fc.string().map(encode), fc.uint8Array())),
        async (bodies) => {
          const one = inspector();
          for (const body of bodies) one.take(message('a.b', body));
          settle(one);
          const blob = await toNdjson(
            one.shown(),
            (kept) => one.labelOf(kept),
            async () => {},
          );
          const lines = (await blob.text()).split('\n').slice(0, -1);
          expect(lines.map((line) => (JSON.parse(line) as { size: number }).size)).toEqual(
            bodies.map(({ length }) => length),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});
