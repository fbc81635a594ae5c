import {
  type Catalog,
  type CatalogEvent,
  type CommandDefinition,
  type Commands,
  paramsOf,
} from '../../messaging/index.ts';
import { headersOf } from './headers.ts';
import { Keys } from './keys.ts';
import {
  type Payload,
  payloadOf,
  replyPayload,
  requestPayload,
  type SchemaSource,
} from './payload.ts';

/** A server that the catalogs are served by. */
export interface AsyncApiServer {
  /** With its port, without a protocol. */
  readonly host: string;
  /** `nats`, `tls`, `ws`, `wss` */
  readonly protocol: string;
}

export interface AsyncApiOptions {
  readonly catalog: Catalog;
  /** By the name of their catalog. */
  readonly commands: Readonly<Record<string, Commands>>;
  readonly title: string;
  readonly version: string;
  readonly servers: Readonly<Record<string, AsyncApiServer>>;
}

type Json = Readonly<Record<string, unknown>>;
type Draft = Record<string, unknown>;

const JSON_TYPE = 'application/json';
const ref = (...path: readonly string[]): Json => ({
  $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

/**
 * Catalogs as an AsyncAPI 3 document, as seen by an application that receives their events and
 * sends their commands. CloudEvents attributes are headers of the messages.
 */
export function asyncApiOf(options: AsyncApiOptions): Json {
  const document = new AsyncApiDocument();
  for (const part of options.catalog.parts) {
    for (const [name, definition] of Object.entries(part.definitions)) {
      document.addEvent(part.name, name, definition, () => options.catalog.compiled(name).schema);
    }
    for (const [name, subject] of Object.entries(part.bytes)) {
      document.addBytes(part.name, name, subject);
    }
    for (const [name, definition] of Object.entries(options.commands[part.name] ?? {})) {
      document.addCommand(part.name, name, definition);
    }
  }
  const names = options.catalog.parts.map(({ name }) => name);
  return {
    asyncapi: '3.0.0',
    info: {
      title: options.title,
      version: options.version,
      description: `Events and commands of the ${names.length === 1 ? 'catalog' : 'catalogs'} ${names.join(', ')} over NATS.`,
      tags: names.map((name) => ({ name })),
    },
    defaultContentType: JSON_TYPE,
    servers: Object.fromEntries(
      Object.entries(options.servers).map(([name, { host, protocol }]) => [
        name,
        { host, protocol },
      ]),
    ),
    ...document.parts(),
  };
}

class AsyncApiDocument {
  readonly #keys = new Keys();
  readonly #channels: Draft = {};
  readonly #operations: Draft = {};
  readonly #messages: Draft = {};
  readonly #schemas: Draft = {};
  readonly #parameters: Draft = {};

  parts(): Json {
    return {
      channels: this.#channels,
      operations: this.#operations,
      components: {
        messages: this.#messages,
        schemas: this.#schemas,
        parameters: this.#parameters,
      },
    };
  }

  addEvent(catalog: string, name: string, definition: CatalogEvent, schema: SchemaSource): void {
    const { subject, alsoUnder, stream, envelope } = definition;
    const key = this.#keys.of('message', name);
    const { correlation } = envelope;
    this.#messages[key] = {
      ...this.#message(key, name, schema),
      headers: headersOf(name, definition),
      ...(correlation === undefined
        ? {}
        : { correlationId: { location: `$message.payload#/${correlation}` } }),
    };
    for (const [index, template] of [subject, ...alsoUnder].entries()) {
      const channel = this.#channel(
        catalog,
        index === 0 ? name : `${name}.also${index}`,
        template,
        {
          description:
            (stream === null ? 'Live only: no stream keeps it.' : `Kept in the stream ${stream}.`) +
            (index === 0 ? '' : ` The same message as under ${subject}.`),
          messages: { [key]: ref('components', 'messages', key) },
          ...(stream === null ? {} : { 'x-nats-stream': stream }),
        },
      );
      this.#operation(catalog, `receive.${channel}`, channel, [key], { action: 'receive' });
    }
  }

  addBytes(catalog: string, name: string, subject: string): void {
    const key = this.#keys.of('message', name);
    this.#messages[key] = {
      name,
      contentType: 'application/octet-stream',
      payload: { type: 'string', contentEncoding: 'binary' },
    };
    const channel = this.#channel(catalog, name, subject, {
      description: 'Bytes of a protocol of their own, live only.',
      messages: { [key]: ref('components', 'messages', key) },
    });
    this.#operation(catalog, `receive.${channel}`, channel, [key], { action: 'receive' });
  }

  addCommand(catalog: string, name: string, definition: CommandDefinition): void {
    const { subject, input, output, repeatable, envelope } = definition;
    const isPlain = envelope.kind === 'plain';
    const request = this.#keys.of('message', `${name}.request`);
    const reply = this.#keys.of('message', `${name}.reply`);
    this.#messages[request] = this.#message(
      request,
      `${name}.request`,
      () => input,
      (payload) => (isPlain ? payload : requestPayload(payload)),
    );
    this.#messages[reply] = this.#message(
      reply,
      `${name}.reply`,
      () => output,
      (payload) => (isPlain ? payload : replyPayload(payload)),
    );
    const channel = this.#channel(catalog, `command.${name}`, subject, {
      description: repeatable
        ? 'A request; unanswered it may be sent again under the same idempotency key.'
        : 'A request; it is sent once.',
      messages: { [request]: ref('components', 'messages', request) },
    });
    const answers = this.#keys.of('channel', `reply.${name}`);
    this.#channels[answers] = {
      // The requester's inbox.
      address: null,
      messages: { [reply]: ref('components', 'messages', reply) },
    };
    this.#operation(catalog, `send.${channel}`, channel, [request], {
      action: 'send',
      reply: {
        channel: ref('channels', answers),
        messages: [ref('channels', answers, 'messages', reply)],
      },
    });
  }

  #message(
    key: string,
    name: string,
    schema: SchemaSource,
    wrap: (payload: Payload) => Payload = (payload) => payload,
  ): Draft {
    const payload = wrap(payloadOf(schema));
    this.#schemas[key] = payload.schema;
    return {
      name,
      contentType: JSON_TYPE,
      payload: ref('components', 'schemas', key),
      ...(payload.example === undefined
        ? {}
        : { examples: [{ name: 'example', payload: payload.example }] }),
    };
  }

  #channel(catalog: string, name: string, template: string, rest: Json): string {
    const key = this.#keys.of('channel', name);
    const params = paramsOf(template);
    this.#channels[key] = {
      address: template,
      ...rest,
      tags: [{ name: catalog }],
      ...(params.length === 0
        ? {}
        : {
            parameters: Object.fromEntries(
              params.map((param) => [
                param,
                ref('components', 'parameters', this.#parameter(param)),
              ]),
            ),
          }),
    };
    return key;
  }

  #parameter(name: string): string {
    this.#parameters[name] ??= {
      description: 'One token of the subject: 1 to 64 letters, digits, “_” or “-”.',
      examples: [`${name.replace(/Id$/, '').toLowerCase()}-1`],
    };
    return name;
  }

  #operation(
    catalog: string,
    name: string,
    channel: string,
    messages: readonly string[],
    rest: Json,
  ): void {
    this.#operations[this.#keys.of('operation', name)] = {
      ...rest,
      channel: ref('channels', channel),
      messages: messages.map((message) => ref('channels', channel, 'messages', message)),
      tags: [{ name: catalog }],
    };
  }
}
