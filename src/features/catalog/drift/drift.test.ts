import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openCatalog } from '../../../catalogs/open/index.ts';
import { describeSchema, exampleOf } from '../../../lib/schema/index.ts';
import { type DriftMessage, driftLimits, noDrift, reduceDrift } from './drift.ts';

const schema = describeSchema(
  z.looseObject({
    id: z.string(),
    data: z.looseObject({
      percent: z.optional(z.number()),
      note: z.optional(z.nullable(z.string())),
      steps: z.optional(z.array(z.looseObject({ name: z.string() }))),
      sizes: z.optional(z.record(z.string(), z.number())),
      extra: z.optional(z.looseObject({})),
    }),
  }),
);
const schemaOf = () => schema;

let time = 0;
function message(data: unknown, rest: Partial<DriftMessage> = {}): DriftMessage {
  time += 1;
  const body = { id: 'a', data };
  return {
    event: 'e',
    subject: 's.1',
    body,
    receivedAt: time,
    preview: () => JSON.stringify(body),
    ...rest,
  };
}

const driftsOf = (messages: readonly DriftMessage[]) => [
  ...(reduceDrift(noDrift, messages, schemaOf).get('e')?.drifts.values() ?? []),
];
const pathsOf = (messages: readonly DriftMessage[]) =>
  driftsOf(messages).map(({ kind, path }) => `${kind} ${path}`);

describe('a field that appears', () => {
  it('is kept with the first message that had it', () => {
    const first = message({ percent: 1, colour: 'red' }, { sequence: 7 });
    const [drift, ...others] = driftsOf([
      message({ percent: 1 }),
      first,
      message({ percent: 2, colour: 'blue' }, { subject: 's.2' }),
    ]);
    expect(others).toEqual([]);
    expect(drift).toEqual({
      kind: 'appeared',
      path: 'data.colour',
      type: 'string',
      messages: 2,
      first: {
        subject: 's.1',
        receivedAt: first.receivedAt,
        sequence: 7,
        preview: '{"id":"a","data":{"percent":1,"colour":"red"}}',
      },
    });
  });

  it('is one, however many items or parts have it', () => {
    expect(
      pathsOf([
        message({
          steps: [
            { name: 'a', pid: 1 },
            { name: 'b', pid: 2 },
          ],
        }),
      ]),
    ).toEqual(['appeared data.steps[].pid']);
    expect(pathsOf([message({ deep: { a: { b: 1 }, c: [{ d: 1 }] } })])).toEqual([
      'appeared data.deep',
    ]);
  });

  it('is none where the schema names no fields', () => {
    expect(
      pathsOf([message({ extra: { anything: 1 } }), message({ sizes: { a: 1, b: 2 } })]),
    ).toEqual([]);
  });
});

describe('a field that changes its type', () => {
  it('differs from the schema', () => {
    expect(
      driftsOf([message({ percent: 1 }), message({ percent: '2' }), message({ percent: '3' })]),
    ).toMatchObject([
      { kind: 'changed', path: 'data.percent', from: 'number', type: 'string', messages: 2 },
    ]);
    expect(pathsOf([message({ note: null }), message({ note: 'x' })])).toEqual([]);
    expect(pathsOf([message({ note: 5 })])).toEqual(['changed data.note']);
    expect(pathsOf([message([1, 2])])).toEqual(['changed data']);
    expect(pathsOf([message({ steps: [{ name: 'a' }, { name: 4 }] })])).toEqual([
      'changed data.steps[].name',
    ]);
  });

  it('differs from before where the schema says nothing', () => {
    const was = message({ extra: { size: 1 } });
    expect(pathsOf([was, message({ extra: { size: null } })])).toEqual([]);
    expect(driftsOf([was, message({ extra: { size: '1' } })])).toMatchObject([
      { kind: 'changed', path: 'data.extra.size', from: 'number', type: 'string' },
    ]);
  });
});

describe('a field that vanishes', () => {
  const came = [message({ percent: 1, note: 'x' }), message({ percent: 2, note: 'x' })];

  it('was in every message of its subject before', () => {
    const without = message({ percent: 3 });
    expect(driftsOf([...came, without, message({ percent: 4 })])).toMatchObject([
      {
        kind: 'vanished',
        path: 'data.note',
        required: false,
        before: 2,
        messages: 2,
        first: { receivedAt: without.receivedAt },
      },
    ]);
  });

  it('has not vanished when it comes back, and is not missed again', () => {
    const back = [...came, message({ percent: 3 }), message({ percent: 4, note: 'y' })];
    expect(pathsOf(back)).toEqual([]);
    expect(pathsOf([...back, message({ percent: 5 })])).toEqual([]);
  });

  it('is not missed on a subject that never had it, nor when it came once', () => {
    expect(pathsOf([...came, message({ percent: 1 }, { subject: 's.2' })])).toEqual([]);
    expect(pathsOf([message({ note: 'x' }), message({})])).toEqual([]);
  });

  it('stands for its parts', () => {
    const whole = message({ extra: { a: 1, b: { c: 2 } } });
    expect(pathsOf([whole, whole, message({})])).toEqual(['vanished data.extra']);
  });

  it('that the schema requires says so', () => {
    const gone = { ...message({}), body: { id: 'a' } };
    expect(driftsOf([...came, gone])).toMatchObject([
      { kind: 'vanished', path: 'data', required: true },
    ]);
  });
});

describe('what is kept is bounded', () => {
  it('has one drift for keys that are ids', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 30 }), (ids) => {
        const many = ids.map((id) => message({ [id]: { size: 1 } }));
        expect(pathsOf(many)).toEqual(['appeared data.*']);
        const all = message(Object.fromEntries(ids.map((id) => [id, 1])));
        expect(pathsOf([all])).toEqual(['appeared data.*']);
      }),
      { numRuns: 50 },
    );
  });

  it('has few drifts for keys that look like names', () => {
    const names = Array.from(
      { length: 500 },
      (_, index) =>
        `x${'abcdefghij'[index % 10]}${'y'.repeat(index / 20)}${'klmnopqrst'[Math.floor(index / 10) % 10]}`,
    );
    const drifts = pathsOf([...new Set(names)].map((name) => message({ [name]: 1 })));
    expect(drifts.length).toBeLessThanOrEqual(driftLimits.siblings + 1);
    expect(drifts).toContain('appeared data.*');
  });

  it('holds for any messages, and reading them never throws', () => {
    const anyMessage = fc.record({
      event: fc.constantFrom('e', 'f'),
      subject: fc.oneof(fc.constant('s'), fc.string()),
      body: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 80 }),
        fc.record({ data: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 80 }) }),
      ),
      receivedAt: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 60 }), (messages) => {
        const state = reduceDrift(
          noDrift,
          messages.map((each) => ({ ...each, preview: () => '' })),
          schemaOf,
        );
        for (const { drifts, subjects, types } of state.values()) {
          expect(drifts.size).toBeLessThanOrEqual(driftLimits.drifts);
          expect(subjects.size).toBeLessThanOrEqual(driftLimits.subjects);
          expect(types.size).toBeLessThanOrEqual(driftLimits.types);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('counts the drifts that it does not keep', () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${'ab'.repeat(index)}`);
    const wide = describeSchema(
      z.looseObject(Object.fromEntries(names.map((name) => [name, z.optional(z.number())]))),
    );
    const bodies = [names.slice(0, 39), names.slice(39)].map((some) => ({
      ...message({}),
      body: Object.fromEntries(some.map((name) => [name, 'text'])),
    }));
    const state = reduceDrift(noDrift, bodies, () => wide);
    expect(state.get('e')).toMatchObject({ omitted: 10 });
    expect(state.get('e')?.drifts.size).toBe(50);
  });
});

describe('reduceDrift', () => {
  const bodies = fc.array(
    fc.record(
      {
        percent: fc.oneof(fc.nat(), fc.string()),
        note: fc.option(fc.string()),
        colour: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 20 },
  );

  it('comes to the same in one batch and in many, and leaves the state before alone', () => {
    fc.assert(
      fc.property(bodies, fc.nat({ max: 20 }), (all, cut) => {
        const messages = all.map((data) => message(data));
        const whole = reduceDrift(noDrift, messages, schemaOf);
        const head = reduceDrift(noDrift, messages.slice(0, cut), schemaOf);
        const before = structuredClone(head);
        expect(reduceDrift(head, messages.slice(cut), schemaOf)).toEqual(whole);
        expect(head).toEqual(before);
      }),
    );
  });

  it.each(Object.keys(openCatalog.definitions))('%s: what fits the schema is no drift', (name) => {
    const described = describeSchema(openCatalog.compiled(name as 'build.log').schema);
    const messages = [true, false, true].map((optional, index) => ({
      ...message({}),
      event: name,
      subject: `s.${index}`,
      body: exampleOf(described, { optional }),
    }));
    const state = reduceDrift(noDrift, messages, () => described);
    expect([...(state.get(name)?.drifts.values() ?? [])]).toEqual([]);
  });
});
