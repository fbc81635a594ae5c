// What agent/broker builds on beside the client: raw requests and JetStream's API.

export { decodeJson, encodeJson, tryDecodeJson } from './catalog/codec.ts';
export { type AnyClient, type ClientInternals, internalsOf } from './clientInternals.ts';
export {
  apiCodes,
  callApi,
  getStreamInfo,
  nanoseconds,
  parsePosition,
  publishStored,
  streamInfo,
} from './history/jetstream.ts';
