export * from './register.ts';
export { addressesInTurn, splitAddresses } from './connection/addresses.ts';
export {
  type Catalog,
  type CatalogPart,
  CompiledEvent,
  defineCatalog,
  openCatalogs,
  type InvalidReason,
} from './catalog/catalog.ts';
export {
  type CatalogEvent,
  composeBody,
  event,
  type EventDefinition,
} from './catalog/definitions.ts';
export { asCloudEvents, type EventHeaders } from './catalog/cloudEventHeaders.ts';
export {
  defineEnvelope,
  type EnvelopeLayout,
  type EnvelopeValues,
  readEnvelope,
} from './catalog/envelope.ts';
export {
  command,
  commandSubject,
  type CommandDefinition,
  type Commands,
  plainCommand,
  readReply,
  type Refusal,
  type Reply,
  writeRequest,
} from './catalog/commands.ts';
export { type ClientOptions, type ClientProblem, createClient } from './client.ts';
export type {
  CommandContext,
  CommandHandler,
  Delivery,
  EventHandler,
  EventMeta,
  FollowFrom,
  FollowObserver,
  FollowScope,
  FollowState,
  Gap,
  MessagingClient,
  PublishOptions,
  PublishReceipt,
  SubscribeOptions,
  SubscriptionStatus,
  TappedMessage,
  Unsubscribe,
} from './types.ts';
export { type Clock, systemClock } from './clock.ts';
export { checkShape } from './catalog/checkShape.ts';
export { encodeJson, parseJson } from './catalog/codec.ts';
export type {
  Connect,
  ConnectOptions,
  Driver,
  DriverEnd,
  DriverMessage,
  DriverProblem,
  DriverPublishOptions,
  MessageHeaders,
  ServerInfo,
} from './connection/driver.ts';
export { inspectMessage, type Verdict } from './subscribe/inspectMessage.ts';
export { libraryDriver } from './connection/libraryDriver.ts';
export { isMessagingError, MessagingError, type MessagingErrorCode } from './errors.ts';
export type { HistogramSnapshot } from './histogram.ts';
export {
  consume,
  type Consumed,
  type ConsumeOptions,
  type ConsumeResult,
} from './history/consume.ts';
export {
  type History,
  type HistoryEntry,
  type HistoryPage,
  openHistory,
} from './history/history.ts';
export { type Liveness, livenessAfter, silentMs } from './liveness.ts';
export type { FlowFigures, InvalidSample, MetricsSnapshot } from './metrics.ts';
export type { OutboxState } from './outbox/outbox.ts';
export type { OutboxEntry, StoredEntry } from './outbox/pendingPublish.ts';
export type { OpenOutbox, OutboxStorage, StorageBackend } from './outbox/storage.ts';
export {
  type ReplayCommand,
  type ReplayPosition,
  type ReplaySpeed,
  replaySpeeds,
  type ReplayState,
  type ReplayTarget,
} from './replay/machine.ts';
export type { ReplayMoment, TimeRange } from './replay/place.ts';
export { Replay, type ReplayOptions, type ReplaySnapshot } from './replay/Replay.ts';
export type { MarkEvent, ReplayMark, TimeLineProgress } from './replay/TimeLine.ts';
export {
  readStored,
  type StoredMessage,
  type StoredRequest,
  type StoredResult,
} from './history/readStored.ts';
export { publishRaw, type RawMessage, type RawReply, requestRaw } from './request/raw.ts';
export { CommandRefusal, NotMine } from './request/services.ts';
export type { ConnectionState, ConnectionStatus } from './connection/status.ts';
export { storeBytes } from './storeBytes.ts';
export {
  assertPattern,
  assertSubject,
  assertToken,
  isToken,
  paramsOf,
  patternsOverlap,
  subjectMatches,
  templateToWildcard,
} from './catalog/subjects.ts';
export type { NetworkSignals } from './connection/supervisor.ts';
export {
  defineView,
  type OpenView,
  type ReduceContext,
  type View,
  type ViewOptions,
  type ViewSnapshot,
  type ViewStatus,
} from './views/defineView.ts';
export {
  liveSource,
  type SourcePhase,
  type ViewRequest,
  type ViewSink,
  type ViewSource,
} from './views/viewSource.ts';
export { Views, type ViewsOptions, type ViewStore } from './views/Views.ts';
export type { ViewWindow } from './views/viewWindow.ts';
