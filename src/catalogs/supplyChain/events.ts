import * as z from 'zod/mini';
import { defineCatalog } from '../../lib/messaging/catalog/catalog.ts';
import { event } from '../../lib/messaging/catalog/definitions.ts';
import { defineEnvelope } from '../../lib/messaging/catalog/envelope.ts';
import { anyTime } from '../../lib/messaging/catalog/times.ts';

// Orders and stock of an organisation, and the buffers of demand-driven planning (DDMRP).

export const SUPPLY_CHAIN_STREAM = 'SUPPLY_CHAIN';
/** A publisher that gets no ack says so to its caller, who knows what the order needs. */
const ATTEMPTS = 3;

const text = z.optional(z.string());
const figure = z.optional(z.number());
/** Some publishers write what they leave out as null. */
const id = z.nullish(z.string());

const envelope = defineEnvelope({
  shape: {
    id: z.string().check(z.minLength(1), z.maxLength(128)),
    correlation_id: id,
    organization_id: id,
    timestamp: anyTime,
  },
  id: 'id',
  time: { field: 'timestamp', format: 'iso-or-ms' },
  type: { in: 'body', field: 'subject' },
  data: 'payload',
  ids: 'body',
  correlation: 'correlation_id',
  organization: 'organization_id',
});

const item = { item_id: text, location_id: text, quantity: figure };
const lines = z.optional(z.array(z.looseObject(item)));
const purchaseOrder = z.looseObject({ purchase_order_id: text, supplier_id: text, lines });
const salesOrder = z.looseObject({ sales_order_id: text, customer_id: text, lines });
const buffer = { buffer_id: text, ...item, status: text };

const stored = <const Subject extends string, Data extends z.ZodMiniType>(
  subject: Subject,
  data: Data,
) => event({ subject, type: subject, data, stream: SUPPLY_CHAIN_STREAM, attempts: ATTEMPTS });

export const supplyChainCatalog = defineCatalog(
  {
    'execution.purchase_order.created': stored('execution.purchase_order.created', purchaseOrder),
    'execution.purchase_order.received': stored('execution.purchase_order.received', purchaseOrder),
    'execution.sales_order.created': stored('execution.sales_order.created', salesOrder),
    'execution.sales_order.shipped': stored('execution.sales_order.shipped', salesOrder),
    'execution.inventory.updated': stored(
      'execution.inventory.updated',
      z.looseObject({ ...item, on_hand: figure }),
    ),
    'ddmrp.buffer.calculated': stored(
      'ddmrp.buffer.calculated',
      z.looseObject({ ...buffer, red: figure, yellow: figure, green: figure, net_flow: figure }),
    ),
    'ddmrp.buffer.status_changed': stored(
      'ddmrp.buffer.status_changed',
      z.looseObject({ ...buffer, previous_status: text }),
    ),
    'ddmrp.buffer.alert_triggered': stored(
      'ddmrp.buffer.alert_triggered',
      z.looseObject({ ...buffer, severity: text, message: text }),
    ),
  },
  { name: 'supply chain', envelope },
);
