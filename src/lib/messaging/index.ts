export { addressesInTurn, splitAddresses } from './addresses.ts';
export { defineCatalog, event } from './catalog.ts';
export type { Catalog, EventDefinition } from './catalog.ts';
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
  Unsubscribe,
} from './clientTypes.ts';
export { type Clock, systemClock } from './clock.ts';
export { parseJson } from './codec.ts';
export {
  type CommandIds,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  slateCommands,
} from './commands.ts';
export type {
  Connect,
  ConnectOptions,
  Driver,
  DriverEnd,
  DriverMessage,
  DriverProblem,
  DriverPublishOptions,
  ServerInfo,
} from './driver.ts';
export { isMessagingError, MessagingError, type MessagingErrorCode } from './errors.ts';
export type {
  BuildAnnotation,
  BuildArtifact,
  BuildGit,
  BuildStep,
  LogLevel,
  PresenceData,
} from './eventData.ts';
export {
  EVENTS_STREAM,
  LOGS_STREAM,
  type SlateEvent,
  type SlateEventFor,
  type SlateEventName,
  type SlateFields,
  slateCatalog,
} from './events.ts';
export type { HistogramSnapshot } from './histogram.ts';
export {
  type History,
  type HistoryEntry,
  type HistoryPage,
  openHistory,
} from './history.ts';
export { type Kept, type KeptValue, KeyValue } from './keyValue.ts';
export { type Liveness, livenessAfter, silentMs } from './liveness.ts';
export type { InvalidSample, MetricsSnapshot } from './metrics.ts';
export type { OutboxState } from './outbox.ts';
export { cleanProjectName, projectIdOf } from './projectNames.ts';
export {
  type ProjectConflict,
  projectConflict,
  type ProjectRecord,
  type ProjectTemplate,
} from './projectRecords.ts';
export { type RawLink, rawLinkOf } from './rawLink.ts';
export type { OpenOutbox, OutboxPlace } from './outboxKeeper.ts';
export type { OutboxEntry, OutboxStorage, StoredEntry } from './outboxStorage.ts';
export type { RuntimeStatus } from './runtimeStatus.ts';
export type { UsageSample } from './runtimeUsage.ts';
export { CommandRefusal } from './services.ts';
export type { ConnectionState, ConnectionStatus } from './status.ts';
export { ensureStream } from './streams.ts';
export { assertToken, isToken } from './subjects.ts';
export { slateSubjects as subjects } from './slateSubjects.ts';
export type { NetworkSignals } from './supervisor.ts';
export { visibleName } from './visibleName.ts';
export { WorkQueue } from './workQueue.ts';
