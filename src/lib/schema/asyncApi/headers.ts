import type { CatalogEvent } from '../../messaging/index.ts';

/**
 * The attributes of an event as a CloudEvent in binary mode. A message that is no CloudEvent has
 * none of them, so none is required.
 */
export function headersOf(
  name: string,
  { subject }: CatalogEvent,
): Readonly<Record<string, unknown>> {
  return {
    type: 'object',
    description: 'Attributes of a CloudEvent in binary mode; plain messages have none.',
    properties: {
      'ce-specversion': { type: 'string', const: '1.0' },
      'ce-id': {
        type: 'string',
        minLength: 1,
        description: 'The same in every copy of the event.',
      },
      'ce-type': {
        type: 'string',
        description: 'Its name in the catalog, or its type.',
        examples: [name],
      },
      'ce-source': {
        type: 'string',
        format: 'uri-reference',
        minLength: 1,
        description: 'Who published it.',
      },
      'ce-time': { type: 'string', format: 'date-time', description: 'When it happened.' },
      'ce-subject': { type: 'string', description: 'What it is about.', examples: [subject] },
      'ce-datacontenttype': { type: 'string', examples: ['application/json'] },
      'Nats-Msg-Id': {
        type: 'string',
        description: 'By which a stream recognises a second copy.',
      },
    },
  };
}
