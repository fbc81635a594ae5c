import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { slateCatalog } from '../../../catalogs/slate/events.ts';
import { slateCommands } from '../../../catalogs/slate/allCommands.ts';
import { expertSourcingCatalog } from '../../../catalogs/expertSourcing/index.ts';
import { libraryCatalog, libraryCommands } from '../../../catalogs/library/index.ts';
import { supplyChainCatalog } from '../../../catalogs/supplyChain/index.ts';
import { type Catalog, defineCatalog, event } from '../../messaging/index.ts';
import { asyncApiOf, type AsyncApiOptions } from './asyncApi.ts';

const parser = new Parser();
const ERROR = 0;
const WARNING = 1;

const servers = { nats: { host: '127.0.0.1:4222', protocol: 'nats' } };
const documentOf = (catalog: Catalog, commands: AsyncApiOptions['commands'] = {}) =>
  asyncApiOf({ catalog, commands, title: 'Test', version: '1.0.0', servers });

/** What AsyncAPI's own parser has against a document. */
async function check(document: object) {
  const { document: parsed, diagnostics } = await parser.parse(JSON.stringify(document));
  const bad = diagnostics.filter(({ severity }) => severity === ERROR || severity === WARNING);
  return {
    parsed,
    complaints: bad.map(({ code, message, path }) => `${code}: ${message} at ${path.join('/')}`),
  };
}

const shipped: [string, Catalog, AsyncApiOptions['commands']][] = [
  ['slate', slateCatalog, { slate: slateCommands }],
  ['library', libraryCatalog, { library: libraryCommands }],
  ['supply chain', supplyChainCatalog, {}],
  ['expert sourcing', expertSourcingCatalog, {}],
];

const row = (subject: string, data: z.ZodMiniType) => event({ subject, type: 'x', data });

describe('asyncApiOf', () => {
  it.each(shipped)('%s: AsyncAPI’s own parser takes the document', async (_, catalog, commands) => {
    const { parsed, complaints } = await check(documentOf(catalog, commands));
    expect(complaints).toEqual([]);
    const names = Object.keys(catalog.definitions);
    const templates = Object.values(catalog.definitions).map(({ subject }) => subject);
    const addresses = parsed
      ?.allChannels()
      .all()
      .map((channel) => channel.address());
    expect(addresses).toEqual(expect.arrayContaining(templates));
    const messages = parsed?.allMessages().all() ?? [];
    expect(messages.map((message) => message.name())).toEqual(expect.arrayContaining(names));
    for (const message of messages.filter((each) => names.includes(each.name() ?? ''))) {
      const headers = message.headers()?.json() as { properties: object } | undefined;
      expect(Object.keys(headers?.properties ?? {})).toEqual(
        expect.arrayContaining(['ce-id', 'ce-type', 'ce-source', 'ce-time', 'ce-specversion']),
      );
    }
    for (const name of names) {
      expect(parsed?.operations().get(`receive.${name}`)?.action()).toBe('receive');
    }
    for (const name of Object.values(commands).flatMap(Object.keys)) {
      const operation = parsed?.operations().get(`send.command.${name}`);
      expect(operation?.action()).toBe('send');
      expect(operation?.reply()?.messages().all()[0]?.name()).toBe(`${name}.reply`);
    }
  });

  it('takes hostile schemas', async () => {
    interface Tree {
      readonly kids?: readonly Tree[] | undefined;
    }
    const tree: z.ZodMiniType<Tree> = z.looseObject({
      kids: z.optional(z.array(z.lazy(() => tree))),
    });
    const hostile = defineCatalog(
      {
        throws: row(
          'h.throws.{id}',
          z.lazy((): z.ZodMiniType => {
            throw new Error('no such schema');
          }),
        ),
        recursive: row('h.recursive.{id}', tree),
        fixed: row('h.fixed.{id}', z.tuple([z.string(), z.number()], z.boolean())),
        secret: row('h.secret.{id}', z.string().check(z.refine((text) => text === 'xyzzy'))),
        names: row(
          'h.names.{id}',
          z.looseObject({ $ref: z.string(), 'a.b/c~d': z.number(), ['__proto__']: z.string() }),
        ),
        'a b/~#ü': row('h.odd.{id}', z.looseObject({})),
        'a b/~#ö': row('h.even.{id}', z.looseObject({})),
        date: row('h.date.{id}', z.looseObject({ when: z.date() })),
        map: row(
          'h.map.{id}',
          z.record(z.string().check(z.regex(/^[a-z]+$/)), z.union([z.string(), z.null()])),
        ),
      },
      { name: 'hostile' },
    );
    const { parsed, complaints } = await check(documentOf(hostile));
    expect(complaints).toEqual([]);
    expect(parsed?.allMessages().all()).toHaveLength(9);
  });

  it('holds as many events as there are', () => {
    const rows = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `e${index}`,
        row(`many.e${index}.{id}`, z.any()),
      ]),
    );
    const document = documentOf(defineCatalog(rows, { name: 'many' }));
    expect(Object.keys(document.channels as object)).toHaveLength(1_000);
  });
});
