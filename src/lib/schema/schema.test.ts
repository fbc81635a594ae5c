import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { slateCatalog } from '../../catalogs/slate/events.ts';
import { openCatalog, openCommands } from '../../catalogs/open/index.ts';
import { token } from '../messaging/catalog/fields.ts';
import { describeSchema, isCut } from './describeSchema.ts';
import { exampleFor, exampleOf } from './exampleOf.ts';
import { fieldsOf } from './fields.ts';
import { formFields } from './form.ts';
import { setAt, valueAt } from './paths.ts';

const shipped: [string, z.ZodMiniType][] = [
  ...Object.keys(openCatalog.definitions).map((name): [string, z.ZodMiniType] => [
    name,
    openCatalog.compiled(name as 'build.log').schema,
  ]),
  ...Object.entries(openCommands).flatMap(
    ([name, { input, output }]): [string, z.ZodMiniType][] => [
      [`${name}, input`, input],
      [`${name}, output`, output],
    ],
  ),
];

/** Any schema that a catalog may hold. */
const { schema: anySchema } = fc.letrec<{ schema: z.ZodMiniType }>((tie) => {
  const leaf: fc.Arbitrary<z.ZodMiniType> = fc.oneof(
    fc.constantFrom<z.ZodMiniType[]>(
      z.boolean(),
      z.null(),
      z.unknown(),
      token,
      z.uuid(),
      z.iso.datetime(),
      z.iso.date(),
      z.email(),
      z.url(),
      z.int(),
      z.string().check(z.regex(/^[0-9a-f]{64}$/)),
      z.enum(['a', 'b']),
      z.literal(7),
    ),
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
      .map(([least, more]) => z.string().check(z.minLength(least), z.maxLength(least + more))),
    fc
      .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
      .map(([low, span]) => z.number().check(z.gt(low), z.lte(low + span))),
  );
  const name = fc.constantFrom('id', 'userId', 'timestamp', 'percent', 'steps', 'sizeMs', 'x');
  return {
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.dictionary(name, tie('schema'), { maxKeys: 5 }).map((shape) => z.looseObject(shape)),
      fc.dictionary(name, tie('schema'), { maxKeys: 5 }).map((shape) => z.strictObject(shape)),
      tie('schema').map((inner) => z.optional(inner)),
      tie('schema').map((inner) => z.nullable(inner)),
      fc
        .tuple(tie('schema'), fc.integer({ min: 0, max: 4 }))
        .map(([inner, least]) => z.array(inner).check(z.minLength(least))),
      tie('schema').map((inner) => z.record(z.string(), inner)),
      fc.tuple(tie('schema'), tie('schema')).map((options) => z.union(options)),
      fc.tuple(tie('schema'), tie('schema')).map((items) => z.tuple(items)),
    ),
  };
});

describe('exampleOf', () => {
  it.each(shipped)('%s: the schema accepts the example, whole and least', (_, schema) => {
    const described = describeSchema(schema);
    for (const optional of [true, false]) {
      const example = exampleOf(described, { optional });
      expect(schema.safeParse(example).error?.issues ?? []).toEqual([]);
    }
    expect(exampleFor(schema).ok).toBe(true);
  });

  it('shows each field of a small event', () => {
    expect(exampleOf(describeSchema(slateCatalog.compiled('runtime.error').schema))).toEqual({
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
      id: 'id-1',
      correlationId: 'correlation-1',
      organizationId: 'organization-1',
      userId: 'user-1',
      source: 'source',
      sessionId: 'session-1',
      type: 'error',
      data: { projectId: 'project-1', message: 'message' },
    });
  });

  it('fits any schema', () => {
    fc.assert(
      fc.property(anySchema, fc.boolean(), (schema, optional) => {
        const result = exampleFor(z.looseObject({ data: schema }), { optional });
        expect(result.ok ? '' : result.problem).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('finds what only a function can check', () => {
    const schema = z.looseObject({
      when: z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)))),
      even: z.number().check(z.refine((value) => value % 2 === 0)),
    });
    expect(exampleFor(schema)).toMatchObject({ ok: true });
  });

  it('says where it found none', () => {
    const schema = z.looseObject({
      secret: z.string().check(z.refine((text) => text === 'xyzzy')),
    });
    expect(exampleFor(schema)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^secret: /) as string,
    });
  });
});

interface Tree {
  readonly name: string;
  readonly kids?: readonly Tree[] | undefined;
}
const tree: z.ZodMiniType<Tree> = z.looseObject({
  name: z.string(),
  kids: z.optional(z.array(z.lazy(() => tree))),
});

describe('describeSchema', () => {
  it('says what an id looks like', () => {
    expect(describeSchema(token)).toEqual({ type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' });
  });

  it('spells a recursive schema out once within itself', () => {
    const { fields, truncated } = fieldsOf(describeSchema(tree));
    expect(fields.map(({ path }) => path)).toContain('kids[].kids');
    expect(truncated).toBe(true);
    expect(exampleFor(tree).ok).toBe(true);
  });

  it('stays small where each level is used twice', () => {
    let schema: z.ZodMiniType = z.string();
    for (let level = 0; level < 40; level++)
      schema = z.looseObject({ left: schema, right: schema });
    const described = describeSchema(schema);
    expect(JSON.stringify(described).length).toBeLessThan(1_000_000);
    expect(fieldsOf(described)).toMatchObject({ truncated: true });
  });

  it('stays small for a schema of 5,000 fields', () => {
    const shape = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`field${index}`, z.optional(z.string())]),
    );
    const described = describeSchema(z.looseObject(shape));
    expect(fieldsOf(described).fields).toHaveLength(500);
    expect(exampleFor(z.looseObject(shape)).ok).toBe(true);
  });

  it.each([
    [
      'throws',
      z.lazy((): z.ZodMiniType => {
        throw new Error('no such schema');
      }),
      /no such schema/,
    ],
    ['is 5,000 levels deep', deep(5_000), /can’t be described/],
  ])('says so when a schema %s', (_, schema, words) => {
    const described = describeSchema(schema);
    expect(described.description).toMatch(words);
    expect(fieldsOf(described).fields).toEqual([]);
    expect(() => exampleFor(schema)).not.toThrow();
  });

  it('takes what JSON Schema lacks for anything', () => {
    const schema = z.looseObject({ when: z.date(), big: z.bigint() });
    expect(fieldsOf(describeSchema(schema)).fields.map(({ type }) => type)).toEqual([
      'anything',
      'anything',
    ]);
  });
});

function deep(levels: number): z.ZodMiniType {
  let schema: z.ZodMiniType = z.string();
  for (let level = 0; level < levels; level++) schema = z.looseObject({ inner: schema });
  return schema;
}

describe('fieldsOf', () => {
  it('is a table of paths, types and limits', () => {
    const { fields } = fieldsOf(describeSchema(slateCatalog.compiled('build.progress').schema));
    const row = (path: string) => fields.find((field) => field.path === path);
    expect(row('projectId')).toMatchObject({ type: 'string', required: true });
    expect(row('id')).toMatchObject({ required: false, limits: ['1 to 128 characters'] });
    expect(row('timestamp')).toMatchObject({ type: 'number', limits: ['at least 0'] });
    expect(row('data.percent')).toMatchObject({ type: 'number', limits: ['0 to 100'] });
    expect(row('data.steps')).toMatchObject({ type: 'list of object', required: false });
    expect(row('data.steps[].name')).toMatchObject({ type: 'string', required: true });
    expect(row('data.steps[].status')?.limits[0]).toMatch(/^one of "pending", "running"/);
  });

  it('lists the fields of all alternatives, required where each requires them', () => {
    const either = z.discriminatedUnion('mode', [
      z.looseObject({ mode: z.literal('editable') }),
      z.looseObject({ mode: z.literal('readOnly'), reason: z.string() }),
    ]);
    const { fields } = fieldsOf(describeSchema(z.looseObject({ either: z.nullable(either) })));
    expect(fields.map(({ path, type, required }) => [path, type, required])).toEqual([
      ['either', 'object or null', true],
      ['either.mode', 'string', true],
      ['either.reason', 'string', false],
    ]);
  });

  it('names the keys of a map once', () => {
    const described = describeSchema(
      z.looseObject({ byId: z.record(z.string(), z.looseObject({ size: z.number() })) }),
    );
    expect(fieldsOf(described).fields.map(({ path }) => path)).toEqual([
      'byId',
      'byId.*',
      'byId.*.size',
    ]);
  });
});

describe('formFields', () => {
  it('asks for leaves one by one, for lists and alternatives as JSON', () => {
    const fields = formFields(describeSchema(slateCatalog.compiled('build.progress').schema));
    const inputs = Object.fromEntries(fields.map(({ path, input }) => [path, input]));
    expect(inputs).toMatchObject({
      type: { kind: 'fixed', value: 'progress' },
      projectId: { kind: 'text' },
      'data.percent': { kind: 'number', min: 0, max: 100, whole: false },
      'data.number': { kind: 'number', min: 1, whole: true },
      'data.cancelling': { kind: 'switch' },
      'data.steps': { kind: 'json' },
    });
    expect(inputs).not.toHaveProperty('data');
    expect(Object.keys(inputs).filter((path) => path.includes('['))).toEqual([]);
  });

  it('offers the values of an enum', () => {
    const schema = z.looseObject({ level: z.nullable(z.enum(['info', 'warn'])) });
    expect(formFields(describeSchema(schema))[0]).toMatchObject({
      input: { kind: 'select', options: ['info', 'warn'] },
      nullable: true,
    });
    const plain = z.looseObject({ level: z.optional(z.enum(['info', 'warn'])) });
    expect(formFields(describeSchema(plain))[0]?.input).toEqual({
      kind: 'select',
      options: ['info', 'warn'],
    });
  });
});

describe('setAt', () => {
  const key = fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor'));
  const path = fc.array(fc.oneof(key, fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 4,
  });

  it('puts a value where valueAt finds it, whatever was there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), path, fc.integer(), (value, place, next) => {
        const before = JSON.stringify(value);
        expect(valueAt(setAt(value, place, next), place)).toBe(next);
        expect(JSON.stringify(value)).toBe(before);
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
    );
  });

  it('takes a field away, and leaves the rest', () => {
    expect(setAt({ a: { b: 1, c: 2 }, d: 3 }, ['a', 'b'], undefined)).toEqual({
      a: { c: 2 },
      d: 3,
    });
    expect(setAt({ a: 1 }, ['x', 'y'], undefined)).toEqual({ a: 1 });
    expect(setAt({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] });
  });
});

it('has no cut in what Slate ships', () => {
  for (const [, schema] of shipped) {
    const { fields } = fieldsOf(describeSchema(schema));
    expect(fields.filter((field) => isCut(field.schema))).toEqual([]);
  }
});
