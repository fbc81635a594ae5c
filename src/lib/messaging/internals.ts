// What an adapter of the broker builds on beside the client: raw requests on its connection and
// JetStream's API. For agent/broker, which looks after streams, queues and key-value buckets.

export { decodeJson, decodeStored, encodeJson } from './catalog/codec.ts';
export {
  apiCodes,
  callApi,
  deliveriesOf,
  ensureStreamWith,
  parsePosition,
  publishStored,
  type StreamSettings,
} from './history/jetstream.ts';
export { type RawLink, rawLinkOf } from './rawLink.ts';
