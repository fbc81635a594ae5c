// What agent/broker builds on beside the client: raw requests and JetStream's API.

export { decodeEvent, decodeJson, encodeJson, tryDecodeJson } from './catalog/codec.ts';
export { idOf } from './catalog/envelope.ts';
export { narrow, patternsOverlap, subjectMatches } from './catalog/subjects.ts';
export { type AnyClient, type ClientInternals, internalsOf } from './clientInternals.ts';
export {
  type AckType,
  DurableConsumer,
  settleMessage,
  type TakenMessage,
} from './history/durableConsumer.ts';
export {
  apiCodes,
  callApi,
  getStreamInfo,
  nanoseconds,
  parsePosition,
  publishStored,
  streamInfo,
} from './history/jetstream.ts';
export { readMerged } from './history/mergedRead.ts';
